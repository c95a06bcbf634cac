"""Sample data: loaded like files, taken away without losing a review, loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import make_agency, make_commitment, make_region, make_report, make_user
from tests.services.deciding import decide
from tracker.models import (
    Agency,
    AgencySuccession,
    Batch,
    Commitment,
    Region,
    Report,
    Responsibility,
    Review,
    Upload,
    User,
)
from tracker.selectors import records, scope
from tracker.selectors.digests import commitments_of
from tracker.selectors.queue import done_by
from tracker.services.ingestion import process_upload
from tracker.services.roles import ADMINISTRATOR, ensure_roles
from tracker.services.sample_removal import planned_removal, remove_samples
from tracker.services.samples import SamplesRefused, adopt_samples, load_samples, read_corpus
from tracker.services.sealing import breaks

pytestmark = [pytest.mark.django_db]
REVIEWED = "溯江市澄堰县人民政府"
SELECTORS = (
    *(scope.visible_agencies, scope.visible_regions, scope.visible_reports),
    *(scope.visible_commitments, records.visible_successions, records.visible_uploads),
    *(records.visible_batches, records.visible_jobs, records.visible_runs),
    records.visible_reviews,
)


@pytest.fixture
def root() -> User:
    return make_user(is_superuser=True)


def load(user: User) -> Batch:
    batch, waiting = load_samples(user=user)
    for upload in waiting:
        process_upload(upload.pk)
    return batch


def remove(user: User) -> None:
    remove_samples(user=user, shown=planned_removal().token)


def counts(user: User) -> dict[str, int]:
    return {selector.__name__: selector(user).count() for selector in SELECTORS}


def test_what_nobody_reviewed_is_gone_and_the_rest_untouched(root: User) -> None:
    mine = make_commitment(make_report(make_agency("北川市司法局")))
    before = counts(root)
    batch = load(root)
    assert batch.source == Batch.Source.SAMPLE
    assert set(Upload.objects.values_list("state", "result")) == {("done", "insert")}
    plan = planned_removal()
    assert (len(plan.deleted), plan.hidden, plan.reports, plan.reviews) == (6, (), 12, 0)
    remove(root)
    assert counts(root) == before
    assert Commitment.objects.get() == mine
    assert not Agency.objects.filter(is_sample=True).exists()
    remove(root)  # nothing left to take away
    assert counts(root) == before


def test_reviews_outlive_the_sample_out_of_sight_and_come_back_with_it(root: User) -> None:
    before = counts(root)
    load(root)
    loaded = counts(root)
    row = Commitment.objects.filter(report__agency__name=REVIEWED, result_report__isnull=False)[0]
    review = decide(row, root, "no_evidence", note="没有提到")
    plan = planned_removal()
    assert (plan.hidden, len(plan.deleted), plan.reviews) == ((REVIEWED,), 5, 1)
    remove(root)
    assert counts(root) == before
    assert Review.objects.get() == review
    assert list(breaks()) == []
    assert Agency.objects.get().is_hidden
    assert done_by(root).reviewed == 0
    own = make_user(responsible_for=[Agency.objects.get()])
    assert not scope.visible_commitments(own).exists()
    load(root)
    again = counts(root)
    assert again == loaded | {"visible_reviews": 1, "visible_jobs": again["visible_jobs"]}
    assert Review.objects.get().commitment == row
    assert not Agency.objects.filter(is_hidden=True).exists()
    assert Agency.objects.get(name=REVIEWED).region is not None


def test_the_body_whose_report_answers_a_review_is_kept_with_it(root: User) -> None:
    load(root)
    old, new = "云岫市雁荻县城市管理局", "云岫市雁荻县城市管理和综合执法局"
    plan = Report.objects.get(agency__name=old)
    result = Report.objects.get(agency__name=new)
    Commitment.objects.filter(report=plan).update(result_report=result)
    decide(plan.commitments.all()[0], root, "no_evidence")
    assert set(planned_removal().hidden) == {old, new}
    remove(root)
    assert set(Agency.objects.values_list("name", "is_hidden")) == {(old, True), (new, True)}


def test_a_persons_own_agency_keeps_the_region_it_was_put_in(root: User) -> None:
    load(root)
    kept = make_agency("虚设办事局", region=Region.objects.get(name="岚溪区"))
    remove(root)
    assert [region.name for region in Region.objects.all()] == ["岭汀省", "云岫市", "岚溪区"]
    assert list(Agency.objects.all()) == [kept]


def test_a_report_that_a_person_filed_for_a_sample_stays_in_sight(root: User) -> None:
    load(root)
    agency = Agency.objects.get(name=REVIEWED)
    own = make_report(agency, report_year=2031)
    assert planned_removal().yours == (REVIEWED,)
    remove(root)
    kept = Agency.objects.get()
    assert (kept.pk, kept.is_sample, kept.is_hidden) == (agency.pk, False, False)
    assert own in scope.visible_reports(root)
    assert Upload.objects.filter(report__agency=kept).count() == 3


def test_the_agencies_of_an_earlier_demo_become_samples_if_nothing_else_is_in_them(
    root: User,
) -> None:
    load(root)
    Agency.objects.update(is_sample=False)
    make_report(Agency.objects.get(name=REVIEWED), report_year=2031)
    assert adopt_samples(read_corpus()) == 5
    assert list(Agency.objects.filter(is_sample=False).values_list("name", flat=True)) == [REVIEWED]


@pytest.mark.parametrize(
    ("name", "aliases", "code"),
    [
        (REVIEWED, [], "samples_name_taken"),
        ("别处县人民政府", [REVIEWED], "samples_name_taken"),
    ],
)
def test_a_name_that_is_somebody_elses_is_refused(
    root: User, name: str, aliases: list[str], code: str
) -> None:
    Agency.objects.create(name=name, aliases=aliases)
    with pytest.raises(SamplesRefused) as caught:
        load_samples(user=root)
    assert caught.value.code == code
    assert (Agency.objects.count(), Region.objects.count(), Upload.objects.count()) == (1, 0, 0)


def test_a_region_code_of_another_place_is_refused(root: User) -> None:
    make_region("别处省", code="990000")
    with pytest.raises(SamplesRefused) as caught:
        load_samples(user=root)
    assert caught.value.code == "samples_code_taken"
    assert Region.objects.count() == 1


def test_an_administrator_is_given_the_sample_and_nothing_else() -> None:
    admin = make_user(responsible_for=[make_region("北川市")])
    admin.groups.add(ensure_roles()[ADMINISTRATOR])
    admin = User.objects.get(pk=admin.pk)
    make_commitment(make_report(make_agency("南川市司法局")))
    load(admin)
    assert scope.visible_reports(admin).count() == 12
    assert not scope.visible_agencies(admin).filter(name="南川市司法局").exists()
    remove(admin)
    assert not scope.visible_reports(admin).exists()
    assert Responsibility.objects.filter(user=admin).count() == 1


def test_only_administrators(root: User) -> None:
    user = make_user(permissions=["tracker.add_upload"])
    for act in (lambda: load_samples(user=user), lambda: remove_samples(user=user, shown="-|+")):
        with pytest.raises(SamplesRefused) as caught:
            act()
        assert caught.value.code == "samples_not_permitted"


def test_what_changed_since_it_was_shown_is_not_removed(root: User) -> None:
    load(root)
    shown = planned_removal().token
    row = Commitment.objects.filter(report__agency__name=REVIEWED, result_report__isnull=False)[0]
    decide(row, root, "no_evidence")
    with pytest.raises(SamplesRefused) as caught:
        remove_samples(user=root, shown=shown)
    assert caught.value.code == "samples_changed"
    assert Report.objects.count() == 12


def test_what_others_rest_on_is_not_removed(root: User) -> None:
    load(root)
    mine = make_report(make_agency("北川市司法局"), report_year=2023)
    make_commitment(mine, result_report=Report.objects.filter(report_year=2024)[0])
    with pytest.raises(SamplesRefused) as caught:
        remove(root)
    assert caught.value.code == "samples_tied"


def test_what_was_taken_away_is_in_no_digest(root: User) -> None:
    load(root)
    decide(Commitment.objects.filter(result_report__isnull=False)[0], root, "no_evidence")
    remove(root)
    assert not commitments_of(scope.visible_agencies(root)).exists()
    assert not AgencySuccession.objects.exists()


def test_the_seeds_go_with_every_installation() -> None:
    """A release is an archive of the repository; the image has what is copied into it."""
    root_folder = read_corpus().folder.parent
    assert "COPY seeds seeds" in (root_folder / "deploy/Dockerfile").read_text("utf-8")
    assert "!seeds" in (root_folder / ".dockerignore").read_text("utf-8").splitlines()
    assert all(
        (Path(read_corpus().folder) / row["file"]).is_file() for row in read_corpus().reports
    )
