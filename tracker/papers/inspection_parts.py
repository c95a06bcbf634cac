"""The parts of a 督察报告 below its figures: conclusions with their grounds, suggestions, annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment
from tracker.papers.blocks import Block, Grid, Heading, Paragraph
from tracker.papers.rates import fraction
from tracker.selectors.agreement import agreement
from tracker.selectors.inspection import Finding, findings, stands, state_counts, suggested
from tracker.selectors.statistics import FulfilmentRow, suggestions
from tracker.wording import OUTCOMES, REVIEW_STATES

LISTED: Final = 40  # conclusions of one outcome that are set out; the annex has them all
SUGGESTED: Final = 100
ANNEXED: Final = 2000
_LONGEST: Final = 300  # characters of a quotation
_DIGITS: Final = "一二三四五六七八九"


def confirmed_part(
    rows: QuerySet[Commitment],
    title: str,
    outcomes: Sequence[Outcome],
    found: Mapping[Outcome, int],
) -> list[Block]:
    """The confirmed conclusions of some outcomes, each with what it rests on."""
    blocks: list[Block] = [Heading(title)]
    present = [outcome for outcome in outcomes if found.get(outcome)]
    if not present:
        return [*blocks, Paragraph(_("没有经人工确认的此类事项。"))]
    for number, outcome in enumerate(present):
        label, count = OUTCOMES[outcome], found[outcome]
        words = _("（%(digit)s）%(outcome)s（%(count)d项）")
        if len(outcomes) > 1:
            said = {"digit": _DIGITS[number], "outcome": label, "count": count}
            blocks.append(Heading(words % said, level=2))
        for place, finding in enumerate(findings(rows, outcome=outcome, most=LISTED), start=1):
            blocks += _set_out(place, finding)
        if count > LISTED:
            blocks.append(Paragraph(_left_out(count - LISTED)))
    return blocks


def suggested_part(rows: QuerySet[Commitment]) -> list[Block]:
    """五、系统建议，未复核: counted and listed apart, behind a notice."""
    counts: dict[Outcome, int] = {}
    for row in suggestions(rows, by="agency"):
        counts[row.suggested_outcome] = counts.get(row.suggested_outcome, 0) + row.count
    blocks: list[Block] = [Heading(_("五、系统建议，未复核"))]
    number = sum(counts.values())
    if not number:
        return [*blocks, Paragraph(_("没有等待复核的系统建议。"))]
    notice = _(
        "本部分是系统比对得出的建议，未经人工复核确认，不作为认定依据，也未计入前述各项数字。"
    )
    named = "，".join(
        _("%(outcome)s%(count)d项") % {"outcome": OUTCOMES[outcome], "count": counts[outcome]}
        for outcome in OUTCOMES
        if outcome in counts
    )
    table = [
        [row.agency, row.heading, str(OUTCOMES[row.outcome]), f"{row.confidence:.0%}"]
        for row in suggested(rows, most=SUGGESTED)
    ]
    blocks += [
        Paragraph(notice, "notice"),
        Paragraph(_("共%(number)d项：%(named)s。") % {"number": number, "named": named}),
        Grid(
            title=_("系统建议（未复核）"),
            head=[_("单位"), _("承诺事项"), _("系统建议"), _("置信度")],
            rows=table,
            widths=(25, 47, 16, 12),
            numeric=frozenset({2, 3}),
        ),
    ]
    return [*blocks, Paragraph(_left_out(number - SUGGESTED))] if number > SUGGESTED else blocks


def progress_part(rows: QuerySet[Commitment], whole: FulfilmentRow) -> list[Block]:
    """六、复核情况: how far people have come, and how far two readers agree."""
    states = state_counts(rows)
    named = "，".join(
        _("%(state)s%(count)d项") % {"state": REVIEW_STATES[state], "count": states[state]}
        for state in ReviewState
        if state in states
    )
    pairs, *_parts = agreement(rows)
    if pairs.pairs:
        kappa = "—" if pairs.kappa is None else f"{pairs.kappa:.2f}"
        agreed = _("初审与盲审各读一遍的%(pairs)d项中，结论一致%(agreed)s，κ值%(kappa)s。") % {
            "pairs": pairs.pairs,
            "agreed": fraction(pairs.agreed, pairs.pairs),
            "kappa": kappa,
        }
    else:
        agreed = _("尚无初审与盲审都已完成的事项，一致性无从计算。")
    said = _("应复核%(all)d项，已确认%(reviewed)s") % {
        "all": whole.all,
        "reviewed": fraction(whole.reviewed, whole.all),
    }
    listed = _("%(said)s。按复核状态：%(named)s。") % {"said": said, "named": named}
    return [
        Heading(_("六、复核情况")),
        Paragraph(listed if named else f"{said}。"),
        Paragraph(agreed),
    ]


def annex(rows: QuerySet[Commitment]) -> list[Block]:
    """附件: the whole list, up to ANNEXED rows."""
    found = stands(rows, most=ANNEXED + 1)
    listed = [
        [
            str(number),
            row.agency,
            row.heading,
            str(row.verifiability),
            str(REVIEW_STATES[row.review_state]) if row.is_answered else "—",
            str(OUTCOMES[Outcome(row.outcome or Outcome.AWAITING_REPORT)])
            if row.outcome or not row.is_answered
            else "—",
        ]
        for number, row in enumerate(found[:ANNEXED], start=1)
    ]
    blocks: list[Block] = [
        Paragraph(_("附件"), "annex"),
        Grid(
            title=_("承诺事项一览表（兑现情况只列经人工确认的结论）"),
            head=[
                *(_("序号"), _("单位"), _("承诺事项")),
                *(_("可核查度"), _("复核状态"), _("兑现情况")),
            ],
            rows=listed,
            widths=(8, 22, 36, 10, 12, 12),
            numeric=frozenset({0, 3, 4, 5}),
        ),
    ]
    if len(found) > ANNEXED:
        words = _("本表只列前%(number)d项，其余请在系统中按本年度导出台账。")
        blocks.append(Paragraph(words % {"number": ANNEXED}))
    return blocks


def _left_out(number: int) -> str:
    return _("另有%(number)d项，见附件。") % {"number": number}


def _set_out(number: int, finding: Finding) -> list[Block]:
    """One conclusion: what was promised, the words it rests on, the numbers, who and when."""
    said = {"number": number, "agency": finding.agency, "heading": finding.heading}
    blocks: list[Block] = [
        Paragraph(_("%(number)d. %(agency)s：%(heading)s") % said, "item"),
        Paragraph(_("承诺：“%(text)s”") % {"text": _quoted(finding.text)}),
    ]
    for passage in finding.passages:
        words = _("依据：“%(text)s”（《%(source)s》）")
        if passage.is_corrected:
            words = _("依据：“%(text)s”（《%(source)s》；原报告已更正，此为复核时的原文）")
        blocks.append(Paragraph(words % {"text": _quoted(passage.text), "source": finding.source}))
    for line in finding.shortfalls:
        words = _("数字核对（系统）：目标“%(target)s”，报告为“%(reported)s”，未达到。")
        blocks.append(Paragraph(words % {"target": line.target, "reported": line.reported}))
    if finding.successor:
        blocks.append(Paragraph(_("替代事项：%(name)s") % {"name": finding.successor}))
    if finding.note:
        blocks.append(Paragraph(_("说明：%(note)s") % {"note": finding.note}))
    blocks.append(Paragraph(_signed(finding)))
    return blocks


def _quoted(text: str) -> str:
    """A quotation of a length that a reader finishes."""
    return text if len(text) <= _LONGEST else _("%(text)s……（节选）") % {"text": text[:_LONGEST]}


def _signed(finding: Finding) -> str:
    """Who concluded this and when, and who approved it where that takes two."""
    day = date_format(localtime(finding.decided_on))
    words = _("结论：%(name)s于%(date)s复核确认")
    if finding.passages:
        words = _("结论：%(name)s于%(date)s选用依据并复核确认")
    said = words % {"name": finding.decided_by, "date": day}
    if finding.approved_by:
        return _("%(said)s，%(name)s批准。") % {"said": said, "name": finding.approved_by}
    return _("%(said)s。") % {"said": said}
