"""The templates of imports (导入模板), filled with what there is, and what a file is read as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.core.types import Outcome
from tracker.models import Commitment, EvidenceCandidate, User
from tracker.papers.import_books import Form, Heading, write_form
from tracker.selectors.commitments import answered
from tracker.selectors.queue import OPEN
from tracker.selectors.scope import visible_agencies, visible_regions
from tracker.services.imports import bodies, decisions, regions
from tracker.services.review_rules import DROPPING_OUTCOMES, PENDING_OUTCOMES
from tracker.wording import OUTCOMES, REGION_LEVELS

SHOWN_PASSAGES: Final = 5
_CHOICES: Final = (Outcome.FULFILLED, *PENDING_OUTCOMES, *DROPPING_OUTCOMES)


def regions_form(user: User) -> bytes:
    """The regions that the person sees, to be changed and added to."""
    form = Form(
        title=_("地区"),
        headings=(
            Heading(regions.CODE, 16, _("GB/T 2260 的 6 位代码；乡镇为 9 或 12 位。"), needed=True),
            Heading(regions.NAME, 28, _("地区名称，如“某某县”。"), needed=True),
            Heading(
                regions.LEVEL,
                12,
                _("可留空，由代码得出；填写时须与代码一致。"),
                choices=[str(label) for label in REGION_LEVELS.values()],
            ),
            Heading(regions.PARENT, 16, _("可留空，由代码得出；上级须已存在或在本表中。")),
        ),
        notes=(
            _("第一行是表头，请勿改动。已有地区按代码对应；本表没有的地区不受影响。"),
            _("先预览，再确认；有一行出错就一行也不导入。"),
        ),
    )
    rows = visible_regions(user).select_related("parent").order_by("code")
    return write_form(
        form,
        (
            (
                row.code,
                row.name,
                str(row.get_level_display()),
                row.parent.code if row.parent else "",
            )
            for row in rows
        ),
    )


def agencies_form(user: User) -> bytes:
    """The agencies that the person sees, to be changed and added to."""
    form = Form(
        title=_("单位"),
        headings=(
            Heading(bodies.NAME, 36, _("单位全称，与报告署名一致。"), needed=True),
            Heading(regions.CODE, 16, _("所在地区的代码；新单位留空时按名称开头的地名判断。")),
            Heading(bodies.ALIASES, 36, _("简称、旧称等，用“、”或“；”隔开；留空则不改。")),
            Heading(bodies.FORMER, 30, _("由另一单位更名而来时填；该单位须已存在或在本表中。")),
            Heading(bodies.SINCE, 12, _("更名后第一份报告的年度；与原名称一起填。")),
        ),
        notes=(
            _("第一行是表头，请勿改动。已有单位按全称对应；本表没有的单位不受影响。"),
            _("一个名称只能属于一个单位。原名称只作为待确认的机构沿革，由人确认后才生效。"),
            _("先预览，再确认；有一行出错就一行也不导入。"),
        ),
    )
    rows = visible_agencies(user).select_related("region").order_by("name")
    return write_form(
        form,
        (
            (row.name, row.region.code if row.region else "", "、".join(row.aliases), "", "")
            for row in rows
        ),
    )


def decisions_form(commitments: QuerySet[Commitment]) -> bytes:
    """What of a scoped list is open and can be decided, at most decisions.MOST; columns to fill.

    What waits for its blind second reading (盲审), its approval or a settlement is not in it.
    """
    rows = answered(commitments).filter(review_state__in=OPEN)
    chosen = rows.select_related("report__agency", "suggestion").defer(
        "report__text", "report__raw_text"
    )
    listed = list(chosen.order_by("doubt", "plan_year", "pk")[: decisions.MOST])
    passages = _passages(listed)
    return write_form(
        _decisions_form(),
        (_decision_row(row, passages.get(row.suggestion_id, ())) for row in listed),
    )


def _decisions_form() -> Form:
    with override("zh-hans"):
        names = [str(OUTCOMES[outcome]) for outcome in _CHOICES]
    quiet = (
        Heading(decisions.NUMBER, 10, _("请勿改动。"), filled=False),
        Heading(decisions.VERSION, 12, _("请勿改动；之后有变动的行不会导入。"), filled=False),
        Heading(_("单位"), 24, _("供参考。"), filled=False),
        Heading(_("计划年度"), 8, _("供参考。"), filled=False),
        Heading(_("承诺事项"), 50, _("供参考。"), filled=False),
        Heading(_("系统建议，未复核"), 14, _("供参考，不是结论。"), filled=False),
        Heading(_("候选证据"), 70, _("下一年度报告中的原文，按编号选用。"), filled=False),
    )
    return Form(
        title=_("复核结论"),
        headings=(
            *quiet,
            Heading(decisions.OUTCOME, 14, _("从列表中选；留空的行不导入。"), choices=names),
            Heading(
                decisions.EVIDENCE,
                40,
                _("候选证据的编号，如“1、3”，或逐字引用下一年度报告原文，一段一行。"),
            ),
            Heading(decisions.NOTE, 30, _("不再推进和已被替代必须写明理由。")),
            Heading(decisions.SUCCESSOR, 14, _("只有已被替代要填：替代它的承诺编号。")),
        ),
        notes=(
            _("每一行按逐条复核的规则检查并记在您名下；有错的行不导入，其余照常。"),
            _("已兑现须有证据；不再推进和已被替代还须另一人批准。"),
            _("待盲审、待批准、有争议和已确认的事项不在表中。一次最多填 300 条。"),
        ),
    )


def _decision_row(row: Commitment, passages: Iterable[EvidenceCandidate]) -> Sequence[str]:
    return (
        str(row.pk),
        decisions.version_mark(row),
        row.report.agency.name,
        str(row.plan_year),
        f"{row.heading}\n{row.text}",
        str(row.suggestion.get_outcome_display()) if row.suggestion else "",
        "\n".join(f"{passage.rank}. {passage.text}" for passage in passages),
        *("", "", "", ""),
    )


def _passages(rows: Iterable[Commitment]) -> Mapping[int | None, list[EvidenceCandidate]]:
    found: dict[int | None, list[EvidenceCandidate]] = {}
    wanted = [row.suggestion_id for row in rows if row.suggestion_id]
    offered = EvidenceCandidate.objects.filter(suggestion__in=wanted, rank__lte=SHOWN_PASSAGES)
    for passage in offered.order_by("suggestion", "rank"):
        found.setdefault(passage.suggestion_id, []).append(passage)
    return found
