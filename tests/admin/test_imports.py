"""Importing on the web: preview, confirm, refusals; what is confirmed is what was shown."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.admin.pages import inline_code, logged_in
from tests.factories import Pair, make_agency, make_inspector, make_pair, make_region, make_user
from tests.papers.books import book_of, raw, text_cells
from tracker.models import Agency, Commitment, Region, Review, User
from tracker.services.imports.decisions import version_mark
from tracker.services.roles import ADMINISTRATOR, ensure_roles

pytestmark = [pytest.mark.django_db]

GOOD = [["区划代码", "名称"], ["990000", "虚省"], ["990100", "虚市"]]


@pytest.fixture
def root() -> Client:
    return logged_in(make_user(is_superuser=True))


def url_of(model: str, page: str = "import") -> str:
    return reverse(f"admin:tracker_{model}_{page}")


def hand_in(client: Client, model: str, data: bytes) -> HttpResponse:
    answer = client.post(url_of(model), {"table": SimpleUploadedFile("表.xlsx", data)})
    assert isinstance(answer, HttpResponse)
    return answer


def signed_in(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    found = re.search(r'name="signed" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def counted() -> dict[str, int]:
    names = {"Session", "LogEntry"}
    models = [model for model in apps.get_models() if model.__name__ not in names]
    return {model.__name__: model._default_manager.count() for model in models}


def test_preview_writes_nothing_and_confirming_does_what_it_said(root: Client) -> None:
    before = counted()
    preview = hand_in(root, "region", book_of(GOOD))
    assert preview.status_code == 200
    assert counted() == before
    assert "确认导入 2 行" in preview.content.decode()
    assert inline_code(preview.content.decode()) == []
    answer = root.post(url_of("region"), {"signed": signed_in(preview)})
    assert answer.status_code == 302
    assert Region.objects.count() == 2
    again = hand_in(root, "region", book_of(GOOD))
    assert "没有需要写入的行" in again.content.decode()
    assert "signed" not in again.content.decode()


def test_a_wrong_row_is_told_by_its_number_and_holds_all(root: Client) -> None:
    page = hand_in(root, "region", book_of([*GOOD, ["99", "坏"]])).content.decode()
    assert "整份表格都不会导入" in page
    assert '<td class="desk-digits">4</td>' in page
    assert 'name="signed"' not in page


def test_what_changed_meanwhile_is_shown_anew(root: Client) -> None:
    signed = signed_in(hand_in(root, "region", book_of(GOOD)))
    Region.objects.create(code="990000", name="别的名称", level="province")
    answer = root.post(url_of("region"), {"signed": signed})
    assert answer.status_code == 400
    assert "预览之后数据有了变动" in answer.content.decode()
    assert Region.objects.count() == 1
    assert root.post(url_of("region"), {"signed": signed_in(answer)}).status_code == 302
    assert set(Region.objects.values_list("name", flat=True)) == {"虚省", "虚市"}


def test_only_what_this_person_was_shown_of_this_kind(root: Client) -> None:
    signed = signed_in(hand_in(root, "region", book_of(GOOD)))
    other = logged_in(make_user(is_superuser=True))
    for client, model, value in (
        (other, "region", signed),
        (root, "agency", signed),
        (root, "region", signed[:-3] + "abc"),
        (root, "region", ""),
        (root, "region", "\x00"),
    ):
        answer = client.post(url_of(model), {"signed": value})
        assert answer.status_code == 400
        assert "预览已失效" in answer.content.decode()
    assert not Region.objects.exists()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"a,b\n1,2\n",
        b"\x00" * 1000,
        book_of([["别的", "表头"], ["1", "2"]]),
        book_of([["区划代码", "名称"]]),
        book_of([["区划代码", "名称", "名称"], ["990000", "甲", "乙"]]),
        raw("<row><c"),
        bomb(),
    ],
    ids=["empty", "stump", "ole", "csv", "nul", "other", "no rows", "twice", "xml", "bomb"],
)
def test_a_hostile_file_is_a_sentence(root: Client, data: bytes) -> None:
    answer = hand_in(root, "region", data)
    assert answer.status_code == 400
    assert "errornote" in answer.content.decode()
    assert not Region.objects.exists()


@pytest.mark.parametrize("value", ["<script>1</script>", "1e308", "=cmd()", "a" * 32_000, "\u202e"])
def test_hostile_cells_are_rows_with_errors(root: Client, value: str) -> None:
    for model, headings in (("region", ["区划代码", "名称"]), ("agency", ["全称", "区划代码"])):
        answer = hand_in(root, model, book_of([headings, [value, value]]))
        assert answer.status_code == 200
        assert "<script>1" not in answer.content.decode()
    assert not Region.objects.exists()


def test_merged_and_hidden(root: Client) -> None:
    cells = text_cells("区划代码", "名称")
    row = text_cells("990000", "虚省")
    hidden = raw(f'<row r="1">{cells}</row><row r="2" hidden="1">{row}</row>')
    assert "隐藏" in hand_in(root, "region", hidden).content.decode()


def test_a_hundred_thousand_rows_are_refused_in_words(root: Client) -> None:
    rows = "".join(f"<row>{text_cells(str(n), 'x')}</row>" for n in range(100_000))
    data = raw(f"<row>{text_cells('区划代码', '名称')}</row>{rows}")
    answer = hand_in(root, "region", data)
    assert answer.status_code == 400
    assert "最多导入" in answer.content.decode()


def test_an_administrator_stays_inside_the_own_scope() -> None:
    city = make_region("北川市", code="990100")
    make_agency("南川市司法局")
    admin = make_user(responsible_for=[city])
    admin.groups.add(ensure_roles()[ADMINISTRATOR])
    client = logged_in(User.objects.get(pk=admin.pk))
    rows = [["全称", "区划代码"], ["北川市司法局", "990100"], ["南川市司法局", "990100"]]
    page = hand_in(client, "agency", book_of(rows)).content.decode()
    assert "不在您的责任范围内" in page
    template = client.get(url_of("agency", "import_template"))
    assert template["Content-Disposition"] == "attachment; filename=agencies.xlsx"
    assert Agency.objects.count() == 1


def test_conclusions_are_recorded_row_by_row() -> None:
    pair: Pair = make_pair()
    client = logged_in(make_inspector(pair.agency))
    one, two = pair.commitments[:2]
    rows: list[list[object]] = [
        ["承诺编号", "版本", "兑现情况", "证据", "备注"],
        [one.pk, version_mark(one), "已兑现", 1, ""],
        [two.pk, version_mark(two), "已兑现", "", ""],
    ]
    preview = hand_in(client, "commitment", book_of(rows))
    assert Review.objects.count() == 0
    assert "至少要选用一段证据" in preview.content.decode()
    done = client.post(url_of("commitment"), {"signed": signed_in(preview)})
    assert "已记录" in done.content.decode()
    assert Review.objects.get().commitment == one
    client.post(url_of("commitment"), {"signed": signed_in(preview)})
    assert Review.objects.count() == 1
    assert Commitment.objects.get(pk=one.pk).outcome == "fulfilled"


def test_the_template_of_a_list_holds_what_the_list_shows() -> None:
    pair = make_pair()
    client = logged_in(make_inspector(pair.agency))
    page = client.get(reverse("admin:tracker_commitment_changelist"), {"q": "图解"})
    assert "_changelist_filters=q%3D" in page.content.decode()
    link = url_of("commitment", "import_template")
    whole = client.get(link)
    some = client.get(link, {"_changelist_filters": "q=图解"})
    wrong = client.get(link, {"_changelist_filters": "nothing__like__it=1"})
    assert whole.status_code == some.status_code == wrong.status_code == 200
    assert len(whole.content) > len(some.content) > len(wrong.content)
