"""Conclusions from a table (导入复核结论): each row is one act of one person, as on the page.

A row names its record and the state of it that the table was made from; anything newer is not
what the person saw. What waits for its blind second reading (盲审) is in no table that is given
out, and a row about such a record is refused before anything of it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import override

from tracker.core.types import Outcome
from tracker.models import Commitment, EvidenceCandidate, Report, Review, User
from tracker.papers.sheets import SheetRow
from tracker.selectors.scope import visible_commitments
from tracker.services.imports.steps import (
    Change,
    Detail,
    ImportRefused,
    Problem,
    RowRefused,
    Step,
    refused,
    require_readable,
)
from tracker.services.review_rules import ReviewRefused, Said
from tracker.services.review_steps import StaleCommitment, report_to_decide_on
from tracker.services.reviews import checked, decide
from tracker.wording import OUTCOMES

NUMBER, VERSION, OUTCOME = "承诺编号", "版本", "兑现情况"
EVIDENCE, NOTE, SUCCESSOR = "证据", "备注", "替代事项编号"
STATE: Final = "复核后状态"  # told of what was recorded
HEADINGS: Final = (NUMBER, VERSION, OUTCOME)
OPTIONAL: Final = (EVIDENCE, NOTE, SUCCESSOR)
MOST: Final = 5000  # rows of a table
MOST_FILLED: Final = 300  # conclusions in one go: each is checked and stored by itself
_FILLED: Final = (OUTCOME, EVIDENCE, NOTE, SUCCESSOR)
_VERSION: Final = re.compile(r"[Vv]([1-9]\d{0,8})-(\d{1,18})", re.ASCII)
_KEY: Final = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_RANKS: Final = re.compile(r"[1-9]\d{0,2}(?:[\s,，、;；]+[1-9]\d{0,2})*", re.ASCII)
_QUOTES: Final = " “”「」\"'"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a row says, and of which state of its record."""

    commitment: Commitment
    version: int
    suggestion_id: int | None
    said: Said


def version_mark(commitment: Commitment) -> str:
    """The state of a record as a table names it: V3-812, of version 3 with suggestion 812."""
    return f"V{commitment.version}-{commitment.suggestion_id or 0}"


def plan_decisions(rows: Sequence[SheetRow], *, user: User) -> list[Step]:
    """What importing these rows would record, by the same checks; writes nothing.

    Raises ImportRefused for more than MOST_FILLED conclusions.
    """
    return _each(rows, user, _preview)


def import_decisions(rows: Sequence[SheetRow], *, user: User) -> list[Step]:
    """Record what can be recorded, each row in a transaction of its own; the others say why not.

    The same table again records nothing again. Raises ImportRefused as plan_decisions does.
    """
    return _each(rows, user, _record)


def _each(
    rows: Sequence[SheetRow], user: User, act: Callable[[_Wish, User], tuple[Detail, ...]]
) -> list[Step]:
    filled = [row for row in rows if _is_filled(row)]
    if len(filled) > MOST_FILLED:
        raise ImportRefused("import_too_many_filled")
    first: dict[str, int] = {}
    steps = []
    for row in rows:
        number = row.cells[NUMBER]
        if not _is_filled(row):
            steps.append(Step(row.number, number, Change.EMPTY))
        elif number in first:
            steps.append(refused(row, number, Problem("number_twice", {"row": first[number]})))
        else:
            first[number] = row.number
            steps.append(_step(row, user, act))
    return steps


def _is_filled(row: SheetRow) -> bool:
    return any(row.cells.get(name) or name in row.errors for name in _FILLED)


def _step(row: SheetRow, user: User, act: Callable[[_Wish, User], tuple[Detail, ...]]) -> Step:
    subject = row.cells[NUMBER][:20]
    try:
        require_readable(row)
        commitment = _commitment(row, user)
        subject = commitment.heading
        version, suggestion_id = _version(row)
        if _is_done(row, commitment, version, user):
            return Step(row.number, subject, Change.SAME)
        _require_open(commitment, version, suggestion_id)
        wish = _Wish(commitment, version, suggestion_id, _said(row, commitment, suggestion_id))
        return Step(row.number, subject, Change.NEW, act(wish, user))
    except RowRefused as no:
        return refused(row, subject, no.problem)
    except ReviewRefused as no:
        return refused(row, subject, Problem(no.code, no.params))
    except StaleCommitment:
        return refused(row, subject, Problem("row_stale"))


def _preview(wish: _Wish, user: User) -> tuple[Detail, ...]:
    _commitment, conclusion = checked(
        wish.commitment.pk,
        reviewer=user,
        version=wish.version,
        suggestion_id=wish.suggestion_id,
        **wish.said,
    )
    quotes = "\n".join(item["text"] for item in conclusion.evidence)
    told = [(OUTCOME, str(OUTCOMES[conclusion.outcome])), (EVIDENCE, quotes)]
    return tuple(Detail(heading, "", text) for heading, text in told if text)


def _record(wish: _Wish, user: User) -> tuple[Detail, ...]:
    review = decide(
        wish.commitment.pk,
        reviewer=user,
        version=wish.version,
        suggestion_id=wish.suggestion_id,
        **wish.said,
    )
    return (
        Detail(OUTCOME, "", str(review.get_outcome_display())),
        Detail(STATE, "", str(review.get_review_state_display())),
    )


def _commitment(row: SheetRow, user: User) -> Commitment:
    number = row.cells[NUMBER]
    if not _KEY.fullmatch(number):
        raise RowRefused("number_wrong")
    found = visible_commitments(user).select_related("result_report").filter(pk=int(number))
    commitment = found.first()
    if commitment is None:
        raise RowRefused("number_unknown")
    return commitment


def _version(row: SheetRow) -> tuple[int, int | None]:
    told = _VERSION.fullmatch(row.cells[VERSION])
    if told is None:
        raise RowRefused("version_wrong")
    return int(told[1]), int(told[2]) or None


def _is_done(row: SheetRow, commitment: Commitment, version: int, user: User) -> bool:
    """Whether this person has concluded just this on just this state: the table comes again."""
    mine = commitment.reviews.filter(
        reviewer=user, act=Review.Act.DECIDE, commitment_version=version
    )
    return mine.filter(outcome=_outcome(row).value).exists() if mine.exists() else False


def _require_open(commitment: Commitment, version: int, suggestion_id: int | None) -> None:
    """Nothing has happened to the record since. Raises RowRefused or ReviewRefused."""
    if (commitment.version, commitment.suggestion_id) != (version, suggestion_id):
        raise RowRefused("row_stale")
    report_to_decide_on(commitment)


def _outcome(row: SheetRow) -> Outcome:
    """By its name in Chinese or in the person's language, or by its code."""
    given = row.cells[OUTCOME]
    if not given:
        raise RowRefused("outcome_missing")
    names = {str(label): outcome for outcome, label in OUTCOMES.items()}
    with override("zh-hans"):
        names |= {str(label): outcome for outcome, label in OUTCOMES.items()}
    names |= {outcome.value: outcome for outcome in Outcome}
    if given not in names:
        raise RowRefused("outcome_unknown", outcome=given[:20])
    return names[given]


def _said(row: SheetRow, commitment: Commitment, suggestion_id: int | None) -> Said:
    said: Said = {
        "outcome": _outcome(row).value,
        "note": row.cells.get(NOTE, ""),
        "evidence": _evidence(row.cells.get(EVIDENCE, ""), commitment, suggestion_id),
    }
    if successor := row.cells.get(SUCCESSOR, ""):
        if not _KEY.fullmatch(successor):
            raise RowRefused("successor_wrong")
        said["successor_id"] = int(successor)
    return said


def _evidence(text: str, commitment: Commitment, suggestion_id: int | None) -> list[dict[str, Any]]:
    """The passages of each line: numbers of those in the table, or words of the report."""
    report = commitment.result_report
    if report is None:
        return []
    found: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if _RANKS.fullmatch(line):
            ranks = {int(rank) for rank in re.findall(r"\d+", line)}
            found += _candidates(ranks, commitment, suggestion_id)
        else:
            found.append(_quoted(line.strip(_QUOTES), report))
    return found


def _candidates(
    ranks: set[int], commitment: Commitment, suggestion_id: int | None
) -> list[dict[str, Any]]:
    rows = EvidenceCandidate.objects.filter(
        suggestion=suggestion_id, suggestion__commitment=commitment, rank__in=ranks
    )
    if missing := ranks - {row.rank for row in rows}:
        raise RowRefused("passage_unknown", number=min(missing))
    return [
        {"start": row.start, "end": row.end, "text": row.text, "candidate_id": row.pk}
        for row in rows
    ]


def _quoted(words: str, report: Report) -> dict[str, Any]:
    """Words as the report has them, in one place only: else nobody knows which was meant."""
    start = report.text.find(words) if words else -1
    if start < 0:
        raise RowRefused("quote_unknown", quote=words[:30])
    if report.text.find(words, start + 1) >= 0:
        raise RowRefused("quote_twice", quote=words[:30])
    return {"start": start, "end": start + len(words), "text": words, "candidate_id": None}
