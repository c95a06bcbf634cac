"""The files that commands read and write (命令所用的文件); each error is one sentence."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.core.evaluation.gold import STATUSES, GoldPair, WrongFile, load

_WHY: Final = {
    errno.ENOENT: gettext_lazy("文件不存在"),
    errno.ENOTDIR: gettext_lazy("文件不存在"),
    errno.EISDIR: gettext_lazy("这是文件夹"),
    errno.EACCES: gettext_lazy("没有权限"),
    errno.EPERM: gettext_lazy("没有权限"),
    errno.ENOSPC: gettext_lazy("磁盘已满"),
    errno.EROFS: gettext_lazy("磁盘只读"),
}
_WRONG: Final = {
    "not_json": gettext_lazy("%(name)s 不是 JSON 文件，没有读取；请检查文件。"),
    "lacks": gettext_lazy("%(name)s 不是人工标注文件：缺少“%(key)s”。"),
    "form": gettext_lazy("%(name)s 不是人工标注文件：内容的格式不符。"),
    "empty": gettext_lazy("%(name)s 里没有标注条目或次年报告的句子，无法评测。"),
    "no_predictions": gettext_lazy(
        "%(name)s 不是预测文件；请给出 evaluate --predictions 写出的文件。"
    ),
    "other_labels": gettext_lazy("%(name)s 里没有 %(pair)s 的 %(item)s，不是同一批标注的预测。"),
    "made_unknown": gettext_lazy(
        "%(name)s 没有写明预测是怎样得出的；请用 evaluate --predictions 重新写出再对照。"
    ),
    "made_left_out": gettext_lazy(
        "%(name)s 是逐对留出得出的预测，不能与本次对照；请加上 --leave-one-pair-out 重新运行。"
    ),
    "made_shipped": gettext_lazy(
        "%(name)s 不是逐对留出得出的预测，不能与本次对照；请去掉 --leave-one-pair-out 重新运行。"
    ),
}


def why(error: OSError) -> str:
    """Why a file could not be opened or written, in a few words."""
    return str(_WHY.get(error.errno or 0) or error.strerror or error)


def not_opened(path: Path, error: OSError) -> CommandError:
    """The error to raise for a file that can't be read."""
    return CommandError(
        _("无法打开 %(name)s：%(reason)s。") % {"name": path.name, "reason": why(error)}
    )


def wrong_file(path: Path, error: WrongFile) -> CommandError:
    """The error to raise for a file that holds something else."""
    return CommandError(str(_WRONG[error.code]) % {"name": path.name, **error.params})


def read_pairs(paths: Iterable[Path]) -> list[GoldPair]:
    """Labelled pairs. Raises CommandError for the first file that is none."""
    pairs = []
    for path in paths:
        try:
            pairs.append(load(path))
        except OSError as error:
            raise not_opened(path, error) from error
        except WrongFile as error:
            raise wrong_file(path, error) from error
    return pairs


def enough_to_fit(pairs: Sequence[GoldPair], *, left_out: int) -> None:
    """Raises CommandError for labels that nothing can be learned from.

    `left_out` pairs are taken away in turn while fitting; one must remain with a promise that
    both annotators call answered, and with its answer.
    """
    teaching = sum(
        any(item.direct and item.status in STATUSES[:2] for item in pair.items) for pair in pairs
    )
    least = min(left_out + 1, len(pairs))
    if teaching < least:
        raise CommandError(
            _(
                "标注太少，无法拟合：至少要有 %(n)d 个标注文件含有已兑现或部分兑现、"
                "并且指明证据的条目。"
            )
            % {"n": least}
        )


def read_json(path: Path) -> Any:  # noqa: ANN401  # a file may hold anything
    """What a JSON file holds. Raises CommandError for a file that is none or can't be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise not_opened(path, error) from error
    except (ValueError, RecursionError) as error:
        raise wrong_file(path, WrongFile("not_json")) from error


def can_be_written(path: Path) -> None:
    """Raises CommandError for a place that no file can be written to, before work is done for it.

    Nothing is written, and what stands there stays.
    """
    if path.is_dir():
        reason = why(IsADirectoryError(errno.EISDIR, ""))
    elif not path.parent.is_dir():
        reason = _("文件夹 %(folder)s 不存在") % {"folder": path.parent}
    else:
        return
    raise _not_written(path, reason)


def write_text(path: Path, text: str) -> None:
    """Write a file. Raises CommandError when that fails."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _not_written(path, why(error)) from error


def _not_written(path: Path, reason: str) -> CommandError:
    return CommandError(
        _("无法写入 %(name)s：%(reason)s。") % {"name": path.name, "reason": reason}
    )
