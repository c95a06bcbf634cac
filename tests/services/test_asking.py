"""What a document can't say is asked of a person; what they say is taken, within their scope."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tests.factories import make_agency, make_inspector, make_region, make_user
from tracker.core.types import Found, Identity, ReportKind
from tracker.models import Agency, Report, Target, Upload, User
from tracker.services.asking import answer_upload, whose
from tracker.services.ingestion import process_upload
from tracker.services.uploads import receive_upload
from tracker.wording import QUESTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

NAME = "云岫市岚溪区司法局"
PLAN = """法治政府建设年度报告
一、主要成效
全年培训三场，办结来件四十件。
二、下一步打算
（一）增设柜台。年底前增设柜台2个。
"""


def identity(
    agency: tuple[str, float] | None = (NAME, 0.9), year: tuple[int, float] | None = (2024, 0.9)
) -> Identity:
    return Identity(
        kind=ReportKind.RULE_OF_LAW,
        title=None,
        agency=Found(agency[0], f"“{agency[0]}”", agency[1]) if agency else None,
        report_year=Found(year[0], f"{year[0]}年", year[1]) if year else None,
        dated=None,
    )


def hand_in(text: str, *, user: User | None = None, **hints: Any) -> Upload:
    upload = receive_upload(ContentFile(text.encode()), filename="a.txt", user=user, **hints)
    process_upload(upload.pk)
    upload.refresh_from_db()
    return upload


@pytest.mark.parametrize(
    ("known", "hints", "read", "doubts", "candidates"),
    [
        ([], {}, identity(), (), []),
        ([NAME], {}, identity(), (), []),
        ([], {}, identity(agency=None), ("agency_missing",), []),
        ([], {}, identity(agency=(NAME, 0.4)), ("agency_unsure",), []),
        ([NAME], {}, identity(agency=(NAME, 0.4)), ("agency_unsure",), [NAME]),
        ([], {}, identity(year=None), ("year_missing",), []),
        ([], {}, identity(year=(1024, 0.9)), ("year_missing",), []),
        ([], {}, identity(year=(2024, 0.49)), ("year_unsure",), []),
        ([], {}, identity(None, None), ("agency_missing", "year_missing"), []),
        ([], {"agency_name": NAME, "report_year": 2024}, identity(None, None), (), []),
        ([], {"agency_name": NAME}, identity(None, (2024, 0.1)), ("year_unsure",), []),
        # the short form of two known bodies, and of one; the long form of a known one
        (
            ["云岫市岚溪区司法局", "砚川市岚溪区司法局"],
            {},
            identity(agency=("岚溪区司法局", 0.9)),
            ("agency_namesakes",),
            ["云岫市岚溪区司法局", "砚川市岚溪区司法局"],
        ),
        ([NAME], {}, identity(agency=("岚溪区司法局", 0.9)), ("agency_namesakes",), [NAME]),
        (["岚溪区司法局"], {}, identity(), ("agency_namesakes",), ["岚溪区司法局"]),
        # another place altogether, and a name that merely ends alike
        (["砚川市岚溪区司法局"], {}, identity(), (), []),
        (["高唐桑县司法局"], {}, identity(agency=("唐桑县司法局", 0.9)), (), []),
        # what a person says is meant by its letters
        ([NAME], {"agency_name": "岚溪区司法局"}, identity(), (), []),
    ],
)
def test_what_is_in_doubt(
    known: list[str],
    hints: dict[str, Any],
    read: Identity,
    doubts: tuple[str, ...],
    candidates: list[str],
) -> None:
    for name in known:
        make_agency(name)
    found = whose(Upload(**hints), read)
    assert found.doubts == doubts
    assert sorted(agency.name for agency in found.candidates) == sorted(candidates)
    assert set(doubts) <= set(QUESTIONS)


def test_an_alias_of_two_bodies_is_in_doubt_even_if_a_person_says_it() -> None:
    for name in ("甲市司法局", "乙市司法局"):
        Agency.objects.filter(pk=make_agency(name).pk).update(aliases=["市司法局"])
    for upload, read in (
        (Upload(), identity(agency=("市司法局", 0.9))),
        (Upload(agency_name="市司法局"), identity()),
    ):
        found = whose(upload, read)
        assert found.doubts == ("agency_namesakes",)
        assert [agency.name for agency in found.candidates] == ["乙市司法局", "甲市司法局"]


def test_a_file_that_leaves_a_doubt_is_kept_and_asked_about() -> None:
    upload = hand_in(NAME + PLAN)
    assert (upload.state, upload.error_code, upload.report) == ("asked", "", None)
    assert upload.lease_until is None
    assert upload.found["doubts"] == ["year_missing"]
    fact = upload.found["facts"]["agency"]
    assert (fact["value"], fact["given"]) == (NAME, False)
    assert NAME in fact["evidence"]
    assert fact["confidence"] >= 0.5
    assert "report_year" not in upload.found["facts"]
    assert Report.objects.count() == 0


def test_two_bodies_that_sign_as_author_are_both_kept_to_choose_from() -> None:
    known = make_agency("砚川市农业农村局")
    text = f"{NAME}2024年{PLAN}砚川市农业农村局\n2025年2月9日\n"
    upload = hand_in(text)
    assert (upload.state, upload.found["doubts"]) == ("asked", ["agency_unsure"])
    assert [body["value"] for body in upload.found["names"]] == [NAME, known.name]
    assert all(body["evidence"] for body in upload.found["names"])
    assert upload.found["candidates"] == [known.pk]


def test_the_answer_stores_the_report_with_the_year_that_was_said() -> None:
    root = make_user(is_superuser=True)
    upload = hand_in(NAME + PLAN, user=root)
    row = answer_upload(upload.pk, user=root, agency_name=f" {NAME} ", report_year=2023)
    assert (row.state, row.agency_name, row.report_year) == ("waiting", NAME, 2023)
    done = process_upload(upload.pk)
    assert done is not None
    assert done.result == "insert"
    report = Report.objects.get()
    assert (report.agency.name, report.report_year) == (NAME, 2023)
    assert report.facts["report_year"] == {
        "value": "2023",
        "evidence": "",
        "confidence": 1.0,
        "given": True,
    }
    # 年底前 is read with the year that was said
    assert Target.objects.get().deadline == dt.date(2024, 12, 31)


def test_the_same_wish_again_is_the_row_that_was_answered() -> None:
    upload = hand_in(NAME + PLAN)
    root = make_user(is_superuser=True)
    answer_upload(upload.pk, user=root, agency_name=NAME, report_year=2023)
    process_upload(upload.pk)
    again = hand_in(NAME + PLAN)
    assert (again.pk, again.state, Upload.objects.count()) == (upload.pk, "done", 1)


def test_handing_in_again_with_hints_is_an_answer() -> None:
    upload = hand_in(NAME + PLAN)
    again = hand_in(NAME + PLAN, report_year=2022)
    assert (again.pk, again.state, again.result) == (upload.pk, "done", "insert")
    assert Report.objects.get().report_year == 2022
    assert hand_in(NAME + PLAN).pk == upload.pk


def test_handing_in_again_asks_again_unless_it_is_known_by_now() -> None:
    make_agency(NAME)
    short = f"岚溪区司法局2024年{PLAN}"
    upload = hand_in(short)
    assert upload.found["doubts"] == ["agency_namesakes"]
    again = hand_in(short)
    assert (again.pk, again.state) == (upload.pk, "asked")
    Agency.objects.filter(name=NAME).update(aliases=["岚溪区司法局"])
    again = hand_in(short)
    assert (again.pk, again.state) == (upload.pk, "done")
    assert Report.objects.get().agency.name == NAME


def test_whoever_answers_stands_for_the_report() -> None:
    stranger = make_user(responsible_for=[make_agency()])
    upload = hand_in(f"2024年{PLAN}", user=stranger)
    inspector = make_inspector(make_agency(NAME))
    answer_upload(upload.pk, user=inspector, agency_name=NAME, report_year=2024)
    assert process_upload(upload.pk) is not None
    assert Report.objects.get().agency.name == NAME


def test_a_report_that_is_surely_anothers_is_refused_before_anything_is_asked() -> None:
    upload = hand_in(NAME + PLAN, user=make_user(responsible_for=[make_agency()]))
    assert (upload.state, upload.error_code) == ("failed", "out_of_scope")


def test_a_new_agency_sits_where_its_report_says() -> None:
    region = make_region("岚溪区")
    root = make_user(is_superuser=True)
    upload = hand_in(f"2024年{PLAN}", user=root)
    answer_upload(upload.pk, user=root, agency_name="岚溪区司法局", report_year=2024)
    process_upload(upload.pk)
    assert Agency.objects.get(name="岚溪区司法局").region == region
