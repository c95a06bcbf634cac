"""The zip package of an Office document: a few named parts, each within limits (压缩包)."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from tracker.core.types import UnreadableReport

LARGEST_PART: Final = 50 * 2**20  # bytes, unpacked
_MOST_PARTS: Final = 20_000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,  # compression method unknown
    ValueError,
)


class Package:
    """Parts of a document by name. What is not asked for is never unpacked."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises UnreadableReport: "damaged", "too_large" (too many parts)."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableReport("damaged") from error
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise UnreadableReport("too_large")
        self._left = LARGEST_PART

    def names(self) -> list[str]:
        """The names of all parts."""
        return self._zip.namelist()

    def part(self, name: str) -> bytes:
        """A part, unpacked; b"" when there is none.

        Raises UnreadableReport: "damaged", "encrypted", and "too_large" when the parts asked
        for unpack to more than LARGEST_PART bytes together, whatever their headers say.
        """
        try:
            with self._zip.open(name) as member:
                content = member.read(self._left + 1)
        except KeyError:
            return b""
        except RuntimeError as error:  # zipfile's way to ask for a password
            locked = "encrypted" in str(error) and not isinstance(error, NotImplementedError)
            raise UnreadableReport("encrypted" if locked else "damaged") from error
        except _BROKEN as error:
            raise UnreadableReport("damaged") from error
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableReport("too_large")
        return content
