"""Pages that are pictures -> lines (文字识别), by RapidOCR; the optional extra `ocr`.

The models come with the wheel and nothing is fetched. One page takes about two seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from tracker.core.readers.layout import rows
from tracker.core.readers.margins import Line, Page

if TYPE_CHECKING:
    import pypdfium2

_SHARP: Final = 150 / 72  # pixels a point: 150 dpi, at which 16 pt characters are 33 pixels high
_LARGEST: Final = 2400  # pixels along the longer side, whatever size the page says it has
_SMALLEST: Final = 1000
_SURE: Final = 0.5  # the recogniser's own confidence, below which a line is noise


def recogniser(*, on_page: Callable[[int], None]) -> Callable[[pypdfium2.PdfPage], Page]:
    """Load the models once; the function returned reads a page and then calls `on_page`."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    done = 0

    def recognise(page: pypdfium2.PdfPage) -> Page:
        nonlocal done
        width, height = page.get_size()
        longest = max(width, height, 1.0)
        scale = min(max(_SHARP, _SMALLEST / longest), _LARGEST / longest)
        found = engine(page.render(scale=scale, grayscale=True).to_numpy())
        done += 1
        on_page(done)
        if found.boxes is None or found.txts is None:
            return Page(height, ())
        lines = [
            _line(text, box, scale)
            for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
            if score >= _SURE and text.strip()
        ]
        return Page(height, rows(lines))

    return recognise


def _line(text: str, box: Iterable[tuple[float, float]], scale: float) -> Line:
    corners = [(float(x) / scale, float(y) / scale) for x, y in box]
    across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    # The means of two corners: a scan lies a little askew, and the box with it.
    return Line(
        text.strip(),
        across[0],
        across[-1],
        (down[0] + down[1]) / 2,
        (down[2] + down[3]) / 2,
    )
