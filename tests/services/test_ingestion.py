"""From a file to a stored report, with the real reader, on the demo reports."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, connections

from tests.factories import make_agency, make_user
from tracker.core import pipeline
from tracker.models import Commitment, Report, Upload
from tracker.services import ingestion, reports, years
from tracker.services.ingestion import Ingested, process_upload
from tracker.services.uploads import receive_upload
from tracker.wording import READ_ERRORS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MANIFEST = json.loads((SEEDS / "manifest.json").read_text())["reports"]
LABELS = {r["file"]: r for r in json.loads((SEEDS / "labels.json").read_text())["reports"]}
FIRST, SECOND = MANIFEST[0], MANIFEST[1]


def take_in(content: bytes, filename: str = "报告.txt", **hints: object) -> Ingested:
    upload = receive_upload(ContentFile(content), filename=filename, **hints)  # type: ignore[arg-type]  # hints are typed where they are written
    done = process_upload(upload.pk)
    assert done is not None
    return done


def take_in_seed(entry: dict[str, str]) -> Ingested:
    return take_in((SEEDS / entry["file"]).read_bytes(), entry["file"])


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda e: str(e["file"]))
def test_every_demo_report_is_stored_as_labelled(entry: dict[str, object]) -> None:
    path = SEEDS / str(entry["file"])
    done = take_in(path.read_bytes(), f"x{path.suffix}")  # the name gives no help
    report = Report.objects.get(uploads=done.upload_id)
    assert done.result == "insert"
    assert (report.agency.name, report.report_year, report.plan_year) == (
        entry["agency"],
        entry["report_year"],
        entry["plan_year"],
    )
    label = LABELS[str(entry["file"])]
    stored = [(c.ordinal, c.heading, c.text) for c in report.commitments.all()]
    assert stored == [(c["ordinal"], c["heading"], c["text"]) for c in label["commitments"]]
    for row in report.commitments.all():
        assert report.text[row.start : row.end] == row.text
        assert (row.status, row.outcome, row.review_state) == ("pending", "", "unmatched")
    upload = Upload.objects.get()
    assert (upload.state, upload.result, upload.report) == ("done", "insert", report)
    assert upload.lease_until is None


def test_again_is_noop_and_a_correction_is_an_update() -> None:
    text = (SEEDS / FIRST["file"]).read_text()
    first = take_in(text.encode())
    assert take_in(text.encode() + b"\n").result == "noop"  # other bytes, the same words
    commitment = Commitment.objects.first()
    assert commitment is not None
    sentence = commitment.text.split("。")[1]
    corrected = take_in(text.replace(sentence, sentence + "，并公开结果").encode())
    assert (corrected.result, corrected.report_id) == ("update", first.report_id)
    assert Report.objects.count() == 1
    commitment.refresh_from_db()
    assert "并公开结果" in commitment.text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["plan first", "result first"])
def test_neighbouring_years_are_linked_whatever_comes_first(order: Sequence[int]) -> None:
    entries = [FIRST, SECOND]
    for index in order:
        take_in_seed(entries[index])
    plan = Report.objects.get(report_year=2024)
    result = Report.objects.get(report_year=2025)
    assert {c.result_report for c in plan.commitments.all()} == {result}
    assert {c.result_report for c in result.commitments.all()} == {None}


def test_another_agency_is_no_neighbour() -> None:
    take_in_seed(FIRST)
    take_in_seed(MANIFEST[3])
    assert set(Commitment.objects.values_list("result_report", flat=True)) == {None}


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "空.txt", "empty"),
        (b"\x00\x01\x02\xff" * 500, "图.txt", "binary"),
        ("今天天气不错。".encode(), "天气.txt", "not_a_report"),
        (b"%PDF-1.7", "报告.pdf", "damaged"),
    ],
)
def test_a_bad_file_fails_with_its_reason_and_is_kept(
    content: bytes, filename: str, code: str
) -> None:
    done = take_in(content, filename)
    upload = Upload.objects.get()
    assert (done.result, done.report_id, done.error_code) == ("", None, code)
    assert (upload.state, upload.error_code) == ("failed", code)
    assert code in READ_ERRORS
    assert upload.file.read() == content
    assert Report.objects.count() == 0


def test_hints_win_over_what_the_text_says() -> None:
    content = (SEEDS / FIRST["file"]).read_bytes()
    done = take_in(content, agency_name="虚设局", report_year=2019)
    report = Report.objects.get(uploads=done.upload_id)
    assert (report.agency.name, report.report_year, report.plan_year) == ("虚设局", 2019, 2020)


def test_a_report_outside_the_uploaders_scope_is_refused() -> None:
    done = take_in((SEEDS / FIRST["file"]).read_bytes(), user=make_user())
    upload = Upload.objects.get()
    assert (done.error_code, upload.error_params) == ("out_of_scope", {"agency": FIRST["agency"]})
    assert Report.objects.count() == 0


def test_a_reader_that_breaks_fails_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: str, *, filename: str) -> None:
        raise RecursionError

    monkeypatch.setattr(pipeline, "read_text", broken)
    assert take_in(b"anything").error_code == "reader_failed"


def test_what_breaks_while_storing_fails_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(ingestion, "store_report", broken)
    assert take_in((SEEDS / FIRST["file"]).read_bytes()).error_code == "reader_failed"


def test_a_database_that_is_away_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(ingestion, "store_report", away)
    with pytest.raises(OperationalError):
        take_in((SEEDS / FIRST["file"]).read_bytes())
    assert Upload.objects.get().state == "running"  # until the lease runs out


@pytest.mark.django_db(transaction=True)
def test_two_years_at_once_find_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    make_agency(FIRST["agency"])
    uploads = [
        receive_upload(ContentFile((SEEDS / e["file"]).read_bytes()), filename="a.txt")
        for e in (FIRST, SECOND)
    ]
    barrier = threading.Barrier(2)
    real = years.link_years

    def slowly(report: Report) -> None:
        real(report)
        with suppress(threading.BrokenBarrierError):  # one waits for the other's commit
            barrier.wait(timeout=1)

    monkeypatch.setattr(reports, "link_years", slowly)

    def work(upload: Upload) -> None:
        try:
            process_upload(upload.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(upload,)) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = Report.objects.get(report_year=2025)
    plan = Commitment.objects.filter(report__report_year=2024)
    assert {row.result_report for row in plan} == {result}


def test_two_versions_in_one_folder_do_not_alternate() -> None:
    text = (SEEDS / FIRST["file"]).read_text()
    older, newer = text.encode(), text.replace("法律顾问", "法务顾问").encode()
    assert [take_in(older).result, take_in(newer).result] == ["insert", "update"]
    for content in (older, newer):  # the same folder again
        upload = receive_upload(ContentFile(content), filename="报告.txt")
        assert upload.state == "done"
    assert Report.objects.get().sha256 == hashlib.sha256(newer).hexdigest()


def test_a_file_missing_in_the_storage_is_said() -> None:
    upload = receive_upload(ContentFile(b"words"), filename="a.txt")
    upload.file.storage.delete(upload.file.name or "")
    done = process_upload(upload.pk)
    assert done is not None
    assert done.error_code == "file_missing"


def test_a_row_that_is_not_due_is_left_alone() -> None:
    upload = receive_upload(ContentFile(b""), filename="a.txt")
    assert process_upload(upload.pk) is not None
    assert process_upload(upload.pk) is None
    assert process_upload(10**9) is None


def test_twice_delivered_is_the_same_state() -> None:
    upload = receive_upload(ContentFile((SEEDS / FIRST["file"]).read_bytes()), filename="a.txt")
    process_upload(upload.pk)
    before = list(Commitment.objects.order_by("pk").values())
    # The lease of a worker ran out although it had finished its work: everything again.
    Upload.objects.filter(pk=upload.pk).update(state="waiting")
    again = ingestion.process_upload(upload.pk)
    assert again is not None
    assert again.result == "noop"
    assert list(Commitment.objects.order_by("pk").values()) == before
