"""Who may answer what is asked about a file."""

from __future__ import annotations

import pytest

from tests.admin.asking import LIST, NAME, asked, page_of
from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector, make_region, make_user
from tracker.models import Upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "seen"),
    [("uploader", 200), ("in scope", 200), ("by region", 200), ("elsewhere", 404), ("nobody", 404)],
)
def test_who_may_answer(who: str, seen: int) -> None:
    agency = make_agency(NAME)
    region = make_region("岚溪区")
    people = {
        "uploader": make_inspector(agency),
        "in scope": make_inspector(agency),
        "by region": make_inspector(region),
        "elsewhere": make_inspector(make_agency()),
        "nobody": make_inspector(),
    }
    upload = asked(people["uploader"], agency, region=region.pk)
    client = logged_in(people[who])
    assert client.get(page_of(upload)).status_code == seen
    listed = {row.pk for row in client.get(LIST).context["cl"].result_list}
    assert (upload.pk in listed) is (seen == 200)
    if seen == 404:
        assert client.post(page_of(upload), {"choice": NAME}).status_code == 404
        assert Upload.objects.get().state == "asked"


def test_a_viewer_without_the_right_to_upload_sees_no_form() -> None:
    agency = make_agency(NAME)
    viewer = make_user(permissions=["tracker.view_upload"], responsible_for=[agency])
    upload = asked(make_inspector(agency), agency)
    client = logged_in(viewer)
    assert "answer-form" not in client.get(page_of(upload)).content.decode()
    assert client.post(page_of(upload), {"choice": NAME, "report_year": "2024"}).status_code == 403
    upload.refresh_from_db()
    assert upload.state == "asked"
