"""Short invented reports by the thousand: as many agencies and years as a test wants.

The same numbers make the same bytes. Each plan is answered by the report of the year after:
some numbers are reached, some missed, and one promise only made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.samples.words import docx, paragraph

PLACES: Final = "云岫 岚溪 望川 青禾 松涧 石浦 白荻 柳汀 鹤洲 梅坞"
COUNTIES: Final = [a[0] + b[1] + "县" for a in PLACES.split() for b in PLACES.split()]
BUREAUS: Final = (
    *("司法局", "财政局", "教育局", "民政局", "水利局"),
    *("统计局", "审计局", "农业农村局", "交通运输局", "市场监督管理局"),
)
FIRST_YEAR: Final = 2021


@dataclass(frozen=True, slots=True)
class File:
    """A report as it is handed in."""

    name: str
    content: bytes
    agency: str
    year: int


def files(agencies: int, *, years: int = 3, suffix: str = ".txt") -> Iterator[File]:
    """The reports of so many agencies (at most 1,000), all years of one before the next."""
    for number in range(agencies):
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            yield report(number, year, suffix=suffix)


def report(number: int, year: int, *, suffix: str = ".txt", longer: int = 0) -> File:
    """One report; `longer` adds so many paragraphs of what was done."""
    agency = COUNTIES[number % 100] + BUREAUS[number // 100]
    lines = _lines(agency, number, year, longer=longer)
    if suffix == ".docx":
        content = docx("".join(paragraph(line) for line in lines))
    else:
        content = ("\n".join(lines) + "\n").encode()
    return File(f"{agency}{year}{suffix}", content, agency, year)


def _lines(agency: str, number: int, year: int, *, longer: int) -> list[str]:
    aims, before = _aims(number, year), _aims(number, year - 1)
    return [
        f"{agency}{year}年法治政府建设年度报告",
        f"{year}年，{agency}依法履行职责，现将有关情况报告如下：",
        f"一、{year}年法治政府建设工作情况",
        f"（一）抓实轮训。全年办执法轮训班{before[0]}期，参训人员逐一考核，不合格的补训一次。",
        f"（二）细查案卷。评查案卷{before[1] - 7}卷，发现的毛病列成清单交回承办股室。",
        f"（三）下乡普法。到村里办普法夜谈{before[2]}场，来听的人比上年多了两成。",
        *(
            f"（{n}）日常工作。第{n}项台账按月登记，共{n * 3 + number}条，逐条有人签字。"
            for n in range(longer)
        ),
        "二、存在的问题",
        "窗口人手偏紧，旧档案的整理慢于预期。",
        f"三、{year + 1}年工作安排",
        f"（一）抓实轮训。{year + 1}年办执法轮训班不少于{aims[0]}期，参训人员逐一考核。",
        f"（二）细查案卷。评查案卷{aims[1]}卷以上，年底前把发现的问题全部整改。",
        f"（三）下乡普法。到村里办普法夜谈{aims[2]}场，每场留足提问的时间。",
        f"（四）整理旧档。把封存的旧档案{aims[3]}盒扫描入库，并配好检索目录。",
    ]


def _aims(number: int, year: int) -> tuple[int, int, int, int]:
    step = year - FIRST_YEAR + 2
    return 2 + number % 9 + step, 30 + number % 50 + step, 5 + number % 17 + step, 100 + number
