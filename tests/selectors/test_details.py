from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tracker.models import Commitment
from tracker.selectors.details import with_detail, with_summary

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_list_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.make_pair()
    factories.make_pair()
    with django_assert_num_queries(1):
        for row in with_summary(Commitment.objects.order_by("pk")):
            assert row.suggestion is not None
            assert row.result_report is not None
            assert row.report.agency.region is not None
            assert row.suggestion.run.matcher_version == "test-1"


def test_a_record_comes_with_passages_by_rank() -> None:
    pair = factories.make_pair()
    row = with_detail(Commitment.objects.all()).get(pk=pair.commitments[0].pk)
    assert row.suggestion is not None
    assert [c.rank for c in row.suggestion.candidates.all()] == [1, 2, 3]
