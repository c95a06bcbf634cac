import json

from tests.core.sentences import sentences
from tracker.core.outcomes import ledger_rows
from tracker.core.outcomes.ledger import reconcile
from tracker.core.quantities import find_targets
from tracker.core.types import Comparator, LedgerEntry, Span, Target, Verdict


def test_a_row_holds_both_numbers_and_their_places() -> None:
    promise = "抽查执法案卷60份，培训4期"
    entries = reconcile(find_targets(promise), sentences("抽查执法案卷58份"), promise=promise)
    first, second = ledger_rows(entries)
    assert first["verdict"] == "missed"
    assert first["gap"] == -2
    assert (first["target"]["value"], first["reported"]["value"]) == (60, 58)
    start, end = first["reported"]["span"]
    assert "58份" in "抽查执法案卷58份"[start:end]
    assert (second["verdict"], second["reported"], second["gap"]) == ("unreported", None, None)
    assert json.loads(json.dumps([first, second], allow_nan=False)) == [first, second]


def test_what_is_not_finite_is_left_out() -> None:
    endless = Target("9份", Span(0, 2), float("inf"), "份", Comparator.EQ, "案卷")
    assert ledger_rows([LedgerEntry(endless, None, Verdict.UNREPORTED)]) == []
