"""Sentences for what passes from year to year: bodies that follow others, promises made again."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUCCESSION_REASONS: dict[str, Promise] = {
    "told": _("报告中写道：“%(text)s”。"),
    "names_alike": _("“%(former)s”与“%(present)s”名称相近，且报告年度前后相接。"),
}

# What differs in a promise that is made again.
DIFFERENCES: dict[str, Promise] = {
    "target_lowered": _("目标放宽：原“%(before)s”，现“%(after)s”。"),
    "target_raised": _("目标提高：原“%(before)s”，现“%(after)s”。"),
    "target_gone": _("原有数字目标“%(before)s”不再提出。"),
    "deadline_gone": _("原有期限“%(before)s”不再提出。"),
}


def succession_reason_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for why a succession was proposed; an unknown code is shown as it is."""
    return str(SUCCESSION_REASONS[code]) % params if code in SUCCESSION_REASONS else code


def difference_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a difference between two years; an unknown code is shown as it is."""
    return str(DIFFERENCES[code]) % params if code in DIFFERENCES else code


# Where the chain of seals over the reviews does not hold (services/sealing.py).
CHAIN_BREAKS: dict[str, Promise] = {
    "missing": _("记录缺失"),
    "altered": _("内容与封印不符，可能被改动过"),
    "cut": _("链尾被截断，或链头与最后一条不符"),
    "not_as_printed": _("与当时印出的封印不同"),
}
