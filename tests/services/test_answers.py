"""An answer to what was asked about a file: when it is taken, and the alias it may leave."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import make_agency, make_inspector, make_upload, make_user
from tracker.models import Agency, Upload, User
from tracker.services.asking import AnswerRefused, answer_upload
from tracker.wording import REFUSALS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

NAME = "云岫市岚溪区司法局"


def asked(user: User | None = None, **found: Any) -> Upload:
    facts = {"agency": {"value": "岚溪区司法局", "evidence": "", "confidence": 0.9}}
    return make_upload(user=user, state="asked", found={"facts": facts, **found})


@pytest.mark.parametrize(
    ("state", "agency", "code"),
    [
        ("waiting", NAME, "answered_already"),
        ("done", NAME, "answered_already"),
        ("asked", "别处局", "agency_out_of_scope"),
        ("asked", "无名局", "agency_out_of_scope"),
        ("asked", "市司法局", "agency_ambiguous"),
    ],
)
def test_answers_that_are_not_taken(state: str, agency: str, code: str) -> None:
    mine = make_agency(NAME)
    make_agency("别处局")
    for name in ("甲市司法局", "乙市司法局"):
        Agency.objects.filter(pk=make_agency(name).pk).update(aliases=["市司法局"])
    inspector = make_inspector(mine)
    upload = asked(user=inspector)
    Upload.objects.filter(pk=upload.pk).update(state=state)
    with pytest.raises(AnswerRefused, match=code):
        answer_upload(upload.pk, user=inspector, agency_name=agency, report_year=2024)
    assert code in REFUSALS
    upload.refresh_from_db()
    assert (upload.state, upload.agency_name) == (state, "")


def test_a_row_that_is_gone_is_answered_already() -> None:
    with pytest.raises(AnswerRefused, match="answered_already"):
        answer_upload(10**9, user=make_user(), agency_name=NAME, report_year=2024)


def test_the_name_as_read_becomes_an_alias_only_when_ticked_and_allowed() -> None:
    agency = make_agency(NAME)
    inspector = make_inspector(agency)
    upload = asked(user=inspector)
    with pytest.raises(AnswerRefused, match="alias_not_permitted"):
        answer_upload(upload.pk, user=inspector, agency_name=NAME, report_year=2024, as_alias=True)
    root = make_user(is_superuser=True)
    answer_upload(upload.pk, user=root, agency_name=NAME, report_year=2024)
    agency.refresh_from_db()
    assert agency.aliases == []
    Upload.objects.filter(pk=upload.pk).update(state="asked")
    answer_upload(upload.pk, user=root, agency_name=NAME, report_year=2024, as_alias=True)
    agency.refresh_from_db()
    assert agency.aliases == ["岚溪区司法局"]


def test_another_bodys_name_never_becomes_an_alias() -> None:
    make_agency(NAME)
    make_agency("岚溪区司法局")
    upload = asked()
    with pytest.raises(AnswerRefused, match="alias_taken"):
        answer_upload(
            upload.pk,
            user=make_user(is_superuser=True),
            agency_name=NAME,
            report_year=2024,
            as_alias=True,
        )
    assert Agency.objects.exclude(aliases=[]).count() == 0
