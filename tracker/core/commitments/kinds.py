"""What a piece of a commitment says: an act, its purpose, or nothing to check (举措性质)."""

from __future__ import annotations

import re

from tracker.core.commitments.clauses import acts, aims, clause_spans, is_measured
from tracker.core.lexicon import alternatives
from tracker.core.types import MeasureKind, Span

_EXHORTING = re.compile(alternatives("exhorting_words"))
# 民营经济是县域经济的主体: a statement of how things are.
_STATING = re.compile(r"(?:^|[^但只就凡可要还总])是|至关重要|事关|关系到|关键在|意味着|意义重大")
# 以…为重点, 按照…: without a verb of action they only lead in. 把, 对, 将 carry a verb.
_LEADING = re.compile(r"(?:按照|根据|依据|围绕|以|立足|紧扣|遵循|本着|着眼|聚焦)")
_MAKING = re.compile(alternatives("making_acts") + "|《")
_ACT_INSIDE = re.compile(alternatives("action_verbs"))
_EXACTING = re.compile(r"真正")  # 把预案真正练熟: how well, not what


def kind_of_words(words: str) -> MeasureKind:
    """The kind of a sentence or of a part of one.

    A number, a date or an act in any clause makes an ACTION. Exhortations (高举…, 坚定不移…) and
    statements of how things are make a SLOGAN; where all clauses say what something is for
    (确保…, 不断提升…水平), an AIM. A clause whose verb we don't know counts as an act.
    """
    clauses = [
        clause.of(words).strip("。；;.！! ") for clause in clause_spans(words, Span(0, len(words)))
    ]
    clauses = [clause for clause in clauses if clause]
    if any(map(is_measured, clauses)):
        return MeasureKind.ACTION
    exhorting = [_exhorts(clause) for clause in clauses]
    rest = [clause for clause, called in zip(clauses, exhorting, strict=True) if not called]
    if any(acts(clause) and not aims(clause) for clause in rest):
        return MeasureKind.ACTION
    if any(exhorting) or any(_STATING.search(clause) for clause in rest):
        return MeasureKind.SLOGAN
    return MeasureKind.AIM if rest and all(map(_is_for, rest)) else MeasureKind.ACTION


def _exhorts(clause: str) -> bool:
    """Whether a clause calls on people or professes something, and makes nothing."""
    return bool(_EXHORTING.search(clause)) and not _MAKING.search(clause)


def _is_for(clause: str) -> bool:
    """Whether a clause says what acts are for, or only leads in such a clause."""
    if aims(clause) or _EXACTING.search(clause):
        return True
    return bool(_LEADING.match(clause)) and not _ACT_INSIDE.search(clause)
