"""Records that were drawn for a blind second reading, and those in dispute."""

from __future__ import annotations

from django.test import Client

from tests.admin.pages import logged_in
from tests.admin.posting import send, url_of, value_of
from tests.factories import ANSWERS, Pair, make_suggestion
from tests.services.deciding import decide, passage
from tracker.core.types import Outcome
from tracker.models import Commitment, User

NOTE = "首位的理由写在这里"  # the first reader's


def page_of(user: User, item: Commitment) -> str:
    """The review page as this person sees it."""
    return logged_in(user).get(url_of(item)).content.decode()


def make_drawn(pair: Pair, first: User) -> Commitment:
    """Concluded by the first reader, and drawn; its suggestion ranks the last passage first.

    Needs SECOND_REVIEW_SHARE = 1 and somebody else who may read it.
    """
    item = pair.commitments[0]
    suggestion = make_suggestion(
        item,
        outcome=Outcome.NOT_ASSESSABLE,
        confidence=0.87,
        passages=list(reversed(ANSWERS)),
        reasons=[{"code": "no_number", "params": {}}],
        matcher_version="matcher-7",
    )
    suggestion.ledger = [
        {
            "target": {"text": "不少于40场", "unit": "场"},
            "reported": {"text": "43场", "unit": "场"},
            "gap": 3.0,
            "verdict": "met",
        }
    ]
    suggestion.save()
    measure = item.measures.get()
    item.suggestions.create(
        run=suggestion.run, measure=measure, outcome="not_assessable", confidence=0.87, reasons=[]
    )
    evidence = [passage(pair.result, ANSWERS[1])]
    marks = {measure.pk: "unseen"}
    decide(item, first, "not_fulfilled", note=NOTE, evidence=evidence, marks=marks)
    item.refresh_from_db()
    assert item.review_state == "second_review"
    return item


def make_disputed(pair: Pair, drawn: Commitment, client: Client) -> Commitment:
    """Read a second time, by the client's person, with another outcome."""
    answer = send(
        client,
        drawn,
        act="second",
        status="fulfilled",
        evidence=[value_of(pair, ANSWERS[0]), value_of(pair, "两排香樟")],
        note="四十三场，够了",
        **{f"mark_{drawn.measures.get().pk}": "done"},
    )
    assert "两次结论不一致" in client.get(answer["Location"]).content.decode()
    drawn.refresh_from_db()
    assert drawn.review_state == "disputed"
    return drawn
