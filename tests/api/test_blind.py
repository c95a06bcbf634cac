"""A blind second reading (盲审): its reader may call the API as well, and is told nothing there."""

from __future__ import annotations

import pytest

from tests import factories
from tests.api.conftest import Caller
from tests.api.test_commitments import walk
from tracker.models import Commitment

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("state", "told"), [("in_review", True), ("disputed", True), ("second_review", False)]
)
def test_of_what_is_read_blind_no_suggestion_is_told(root: Caller, state: str, told: bool) -> None:
    row = factories.make_pair().commitments[0]
    suggestion = row.suggestion
    assert suggestion is not None
    row.suggestions.create(
        run=suggestion.run, measure=row.measures.get(), outcome="partial", confidence=0.5
    )
    factories.make_review(row, root.user, note="首位的理由")
    Commitment.objects.filter(pk=row.pk).update(review_state=state)
    listed = next(c for c in root.get("/commitments")["items"] if c["id"] == row.pk)
    record = root.get(f"/commitments/{row.pk}")
    assert (listed["review_state"], listed["status"], listed["review"]) == (state, "pending", None)
    assert (record["outcome"], record["review"]) == (None, None)
    shown = [listed["suggestion"], record["suggestion"], record["measures"][0]["suggestion"]]
    assert [view is not None for view in shown] == [told] * 3
    assert "首位的理由" not in str(record)
    assert (row.pk in walk(root, suggested_outcome="fulfilled")) == told
    counts = root.get("/stats/suggestions")["rows"]
    assert any(c["suggested_outcome"] == "fulfilled" for c in counts) == told
