"""A pair of reports that was handed in, read and matched, for tests that mend it by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.files.base import ContentFile

from tests.factories import make_inspector
from tracker.core.types import SectionKind
from tracker.models import Commitment, Correction, Report, User
from tracker.services.corrections import Corrected, correct, state_of, take_back
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs
from tracker.services.matching import match_batch
from tracker.services.mending import (
    Wish,
    merging,
    moving,
    parting,
    retitling,
    setting_aside,
    splitting,
    stored_reading,
)
from tracker.services.reviews import decide
from tracker.services.uploads import receive_upload

Desk = tuple[Report, Report, User]
AGENCY = "柳溪县司法局"
RUN = "办好普法宣讲。全年开展街道宣讲30场。编印宣讲手册两册。"
ADD = "增设咨询点。年底前增设法律咨询点一处。"
TIDY = "整理旧案卷。上半年清点旧案卷500卷。"
PIECES = ["办好普法宣讲。", "全年开展街道宣讲30场。", "编印宣讲手册两册。"]


def text_of(year: int, *, agency: str = AGENCY, items: Sequence[str] = (RUN, ADD, TIDY)) -> str:
    """A report with a plan of these items."""
    plan = "\n".join(f"（{'一二三四'[n]}）{item}" for n, item in enumerate(items))
    return f"""{agency}{year}年法治政府建设情况报告
一、主要成效
全年开展街道宣讲{year - 2000}场，增设法律咨询点一处，清点旧案卷500卷。
二、存在不足
宣讲场次偏少。
三、{year + 1}年工作安排
{plan}
"""


def hand_in(text: str, **hints: object) -> Report:
    """Handed in, read and stored, with the real reader."""
    upload = receive_upload(ContentFile(text.encode()), filename="报告.txt", **hints)  # type: ignore[arg-type]  # hints are typed where they are written
    done = process_upload(upload.pk)
    assert done is not None
    assert done.report_id is not None, done
    return Report.objects.get(pk=done.report_id)


def matched_pair() -> Desk:
    """A plan, the report that answers it, matched; and who may mend both."""
    plan, result = hand_in(text_of(2023)), hand_in(text_of(2024))
    match_all(plan)
    return plan, result, make_inspector(plan.agency)


def match_all(*reports: Report) -> None:
    """As the worker would, for all that waits because of these reports."""
    match_batch(due_jobs([report.pk for report in reports]))


def planned(report: Report) -> list[str]:
    """The words of the items of a report's plan."""
    return [item.text for item in stored_reading(report).commitments]


def mend(report: Report, user: User, wish: Callable[[Report], Wish], **more: str) -> Corrected:
    """Correct one thing of the report as it is now."""
    seen = more.pop("seen", "") or state_of(report)
    return correct(report.pk, lambda row: [wish(row)], user=user, seen=seen, **more)


def undo(row: Correction, user: User) -> Corrected:
    """Take a correction back, of the report as it is now."""
    return take_back(row.pk, user=user, seen=state_of(row.report))


def move(report: Report, user: User, *, agency: str = "", year: int = 0) -> Corrected:
    """To another agency or year."""
    return correct(
        report.pk,
        lambda row: moving(
            row,
            user=user,
            agency_name=agency or row.agency.name,
            report_year=year or row.report_year,
        ),
        user=user,
        seen=state_of(report),
    )


def cut(position: int, *at: int) -> Callable[[Report], Wish]:
    return lambda report: splitting(stored_reading(report), position, at=at)


def join(position: int) -> Callable[[Report], Wish]:
    return lambda report: merging(stored_reading(report), position)


def aside(position: int) -> Callable[[Report], Wish]:
    return lambda report: setting_aside(stored_reading(report), position)


def title(position: int, heading: str) -> Callable[[Report], Wish]:
    return lambda report: retitling(stored_reading(report), position, heading=heading)


def part(words: str, kind: SectionKind | None) -> Callable[[Report], Wish]:
    return lambda report: parting(stored_reading(report), report.text.index(words), kind=kind)


def confirm(row: Commitment, user: User, outcome: str = "no_evidence") -> Commitment:
    """A decision that stands."""
    row.refresh_from_db()
    decide(row.pk, reviewer=user, version=row.version, outcome=outcome, note="逐句查过")
    row.refresh_from_db()
    return row
