"""Sentences for what a person mended by hand (人工更正)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.types import SectionKind
from tracker.wording.labels import SECTION_KINDS

_SHOWN: Final = 30  # characters of a heading or a line


def correction_text(kind: str, said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    """What was changed into what; an unknown kind is shown as it is, not hidden."""
    told = _TEXTS.get(kind)
    return told(said, was) if told else kind


def _agency_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    return _("单位由“%(was)s”改为“%(said)s”") % {"was": was["agency"], "said": said["agency"]}


def _year_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    words = {"was": was["report_year"], "said": said["report_year"]}
    return _("报告年度由 %(was)s 改为 %(said)s") % words


def _heading_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    words = {"was": _short(was["headings"][0]), "said": _short(said["heading"])}
    return _("标题由“%(was)s”改为“%(said)s”") % words


def _split_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    number = len(said["at"]) + 1
    words = {"was": _short(was["headings"][0]), "number": number}
    return ngettext("“%(was)s”拆成 %(number)d 项", "“%(was)s”拆成 %(number)d 项", number) % words


def _merge_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    first, second = map(_short, was["headings"])
    return _("“%(first)s”与“%(second)s”合为一项") % {"first": first, "second": second}


def _aside_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    return _("“%(was)s”不是承诺，不再单列") % {"was": _short(was["headings"][0])}


def _part_text(said: Mapping[str, Any], was: Mapping[str, Any]) -> str:
    words = {
        "line": _short(said["line"]),
        "said": _kind(said["kind"]) if said["kind"] else "",
        "was": _kind(was["kind"]) if was["kind"] else "",
    }
    if not said["kind"]:
        return _("“%(line)s”不再另起一部分，并入前一部分") % words
    if was["kind"]:
        return _("“%(line)s”这一部分由“%(was)s”改为“%(said)s”") % words
    return _("从“%(line)s”起另为一部分：“%(said)s”") % words


def _kind(code: str) -> str:
    return str(SECTION_KINDS[SectionKind(code)])


def _short(words: str) -> str:
    return Truncator(words).chars(_SHOWN)


_TEXTS: Final[dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]]] = {
    "agency": _agency_text,
    "year": _year_text,
    "section": _part_text,
    "heading": _heading_text,
    "split": _split_text,
    "merge": _merge_text,
    "set_aside": _aside_text,
}
