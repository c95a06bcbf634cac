"""The English catalogue: found, kept and compiled without the gettext tools.

`make messages` (this module as a script) reads every msgid out of the code and the templates,
keeps the translations that are there, and compiles the catalogue. The msgids are Chinese.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "tracker" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Our own header: Babel's carries dates, which would make every run a change.
HEADER = """# English, the second locale. Made by `make messages`; translations are kept.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
# Instead of the present time, which Babel would write into every .mo.
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
}


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file with msgids in it, templates turned into what an extractor reads."""
    for folder in ("tracker", "config"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path, path.read_bytes()
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                code = templatize(path.read_text(), origin=str(path))
                # What stood between the tags is filler; its indentation must not look like code.
                yield path, "\n".join(line.strip() for line in code.splitlines()).encode()


def found() -> Catalog:
    """A catalogue of the msgids in use, without translations."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for path, code in sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(code), KEYWORDS):
            catalogue.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def stored() -> Catalog:
    """The catalogue in the repository."""
    with PO.open("rb") as handle:
        catalogue = read_po(handle, locale="en")
    catalogue.creation_date = UNDATED
    return catalogue


def translated(message: Message) -> bool:
    """Whether a message has its translation; one with a plural has both forms."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update() -> int:
    """Write .po and .mo; the number of msgids still without a translation.

    One run at a time, and never half a file: who read that would drop all translations.
    """
    with (ROOT / "pyproject.toml").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = stored()
        catalogue.update(found(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po = io.BytesIO()
        write_po(po, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=True)
        _replace(PO, HEADER.encode() + po.getvalue())
        _replace(PO.with_suffix(".mo"), compiled(stored()))
        return sum(1 for message in stored() if message.id and not translated(message))


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


if __name__ == "__main__":
    missing = update()
    print(f"{missing} without a translation")
    sys.exit(1 if missing else 0)
