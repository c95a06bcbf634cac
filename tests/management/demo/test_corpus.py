"""Loading seeds/ by the users' own road."""

from __future__ import annotations

import pytest

from config.env import BASE_DIR
from tests.factories import make_user
from tracker.management.demo.corpus import hand_in
from tracker.models import Agency, Region, Upload
from tracker.services.samples import Corpus, ensure_places, read_corpus


@pytest.fixture
def corpus() -> Corpus:
    return read_corpus(BASE_DIR / "seeds")


def test_the_manifest_names_every_report(corpus: Corpus) -> None:
    listed = {row["file"] for row in corpus.reports}
    assert listed == {path.name for path in corpus.folder.glob("20*")}
    assert {row["agency"] for row in corpus.reports} == {row["name"] for row in corpus.agencies}


@pytest.mark.django_db
def test_places_are_made_once_and_changes_to_them_stay(corpus: Corpus) -> None:
    top = ensure_places(corpus)
    assert top.parent is None
    assert Region.objects.count() == len(corpus.regions)
    Agency.objects.update(aliases=["改过的简称"])
    assert ensure_places(corpus) == top
    assert Agency.objects.count() == len(corpus.agencies)
    assert Agency.objects.first().aliases == ["改过的简称"]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_report_is_handed_in_once(corpus: Corpus, broker_url: str) -> None:
    user = make_user()
    batch = hand_in(corpus, user=user)
    uploads = set(batch.uploads.values_list("pk", flat=True))
    assert len(uploads) == batch.expected == len(corpus.reports)
    assert hand_in(corpus, user=user) == batch
    assert set(batch.uploads.values_list("pk", flat=True)) == uploads
    assert set(Upload.objects.values_list("uploaded_by", flat=True)) == {user.pk}
