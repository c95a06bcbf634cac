"""What the progress page says: bars, figures and failures of a Progress, in words and links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.admin.work_filters import error_text
from tracker.models import Batch, MatchJob, Upload
from tracker.selectors.progress import Failure, Files, Pairs, Progress
from tracker.wording import duration_text, left_text, rate_text

Kind = type[Upload] | type[MatchJob]
MODELS: Final[dict[str, Kind]] = {"upload": Upload, "job": MatchJob}
STUCK: Final = dt.timedelta(minutes=2)  # so long without anything done is worth a word
STEP: Final = 10  # percent: a screen reader is told of every tenth only


@dataclass(frozen=True, slots=True)
class Piece:
    """One state: how many, where in the bar (SVG, percent of its width), which rows."""

    name: str
    label: str
    number: int
    x: str
    width: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A bar with its pieces and what they add up to."""

    title: str
    over: int
    total: int
    pieces: Sequence[Piece]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A reason with its number, the list of its rows, and what its button sends."""

    kind: str
    label: str
    text: str
    number: int
    url: str
    value: str


def lines(progress: Progress, batch: Batch | None) -> list[Line]:
    """Files, and pairs as soon as there are any."""
    files = file_line(progress.files, batch)
    return [files, _pair_line(progress.pairs, batch)] if progress.pairs.total else [files]


def file_line(files: Files, batch: Batch | None) -> Line:
    """How far the files have come; the pieces lead to them."""
    states = [
        ("done", _("已完成"), files.done),
        ("asked", _("待补充"), files.asked),
        ("failed", _("失败"), files.failed),
        ("running", _("处理中"), files.running),
        ("waiting", _("等待处理"), files.waiting),
        ("missing", _("没有保存"), files.missing),
    ]
    total = files.total + files.missing
    detail = _("新增 %(insert)d，更新 %(update)d，无变化 %(noop)d") % {
        "insert": files.insert,
        "update": files.update,
        "noop": files.noop,
    }
    return Line(_("读取报告"), files.over, total, _pieces(Upload, states, total, batch), detail)


def _pair_line(pairs: Pairs, batch: Batch | None) -> Line:
    states = [
        ("done", _("已完成"), pairs.done),
        ("failed", _("失败"), pairs.failed),
        ("running", _("处理中"), pairs.running),
        ("waiting", _("等待处理"), pairs.waiting),
    ]
    pieces = _pieces(MatchJob, states, pairs.total, batch)
    return Line(_("比对年度"), pairs.over, pairs.total, pieces)


def _pieces(
    model: Kind,
    states: Iterable[tuple[str, str, int]],
    total: int,
    batch: Batch | None,
) -> list[Piece]:
    pieces, x = [], 0.0
    for name, label, number in states:
        width = 100 * number / (total or 1)
        url = "" if name == "missing" else list_url(model, batch, state__exact=name)
        if number:
            pieces.append(Piece(name, label, number, f"{x:.2f}", f"{width:.2f}", url))
        x += width
    return pieces


def list_url(model: Kind, batch: Batch | None, **query: str) -> str:
    """The list of the rows meant, within the batch."""
    chosen = {**query, **({"batch": str(batch.pk)} if batch else {})}
    page = reverse(f"admin:tracker_{model._meta.model_name}_changelist")
    return f"{page}?{urlencode(chosen)}"


def facts(progress: Progress, batch: Batch | None) -> list[tuple[str, str]]:
    """Rate, time left, the oldest that waits; of a batch that is through, how long it took."""
    shown = []
    if progress.is_busy:
        shown += [(_("速度"), rate_text(progress.rate)), (_("剩余时间"), left_text(progress.left))]
    if progress.queue_age is not None:
        shown.append((_("等待最久的已等"), duration_text(progress.queue_age)))
    if progress.took is not None:
        shown.append((_("用时"), duration_text(progress.took)))
    if batch is not None:
        shown.append((_("开始时间"), date_format(localtime(batch.created_at), "Y-m-d H:i")))
    return shown


def is_stuck(progress: Progress) -> bool:
    """Whether something waits, and nothing has been finished for some time."""
    waits = progress.queue_age is not None and progress.queue_age >= STUCK
    return waits and progress.rate is None


def failure_rows(progress: Progress, batch: Batch | None) -> list[FailureRow]:
    """Each reason in words, with its rows a click away."""
    return [_failure_row(failure, batch) for failure in progress.failures]


def _failure_row(failure: Failure, batch: Batch | None) -> FailureRow:
    model = MODELS[failure.kind]
    return FailureRow(
        kind=failure.kind,
        label=_("文件") if model is Upload else _("比对"),
        text=error_text(model)(failure.code, failure.params),
        number=failure.number,
        url=list_url(model, batch, reason=failure.code),
        value=f"{failure.kind}:{failure.code}",
    )


def said(progress: Progress) -> str:
    """One sentence for a screen reader, the same until a tenth more is done."""
    over = progress.files.over + progress.pairs.over
    total = progress.files.total + progress.pairs.total
    failed = progress.files.failed + progress.pairs.failed
    if not total:
        return _("还没有文件。")
    if progress.is_busy:
        percent = 100 * over // total // STEP * STEP
        return _("正在处理，已完成 %(percent)d%%，失败 %(failed)d 项。") % {
            "percent": percent,
            "failed": failed,
        }
    return _("已全部处理完毕，失败 %(failed)d 项，待补充 %(asked)d 个文件。") % {
        "failed": failed,
        "asked": progress.files.asked,
    }
