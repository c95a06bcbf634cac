"""What a document can't say surely, a person is asked (待补充): nothing is guessed or lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tracker.core.identity.agencies import find_candidates
from tracker.core.types import Found, Identity, ReportReading
from tracker.models import Agency, Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.scope import visible_agencies
from tracker.services.agencies import (
    agencies_called,
    known_agency,
    may_file,
    namesakes_of,
    region_of,
)
from tracker.services.facts import SURE_ENOUGH, facts_of
from tracker.services.replaying import mended_whose
from tracker.services.uploads import take_answer

AGENCY_DOUBTS = ("agency_missing", "agency_unsure", "agency_namesakes")

_MOST_NAMES = 6  # a person can choose among so many


class AnswerRefused(Exception):  # noqa: N818 - a rule that holds, not a program error
    """An answer that can't be taken; `code` names a sentence in tracker.wording.REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report on which year: what a person said, else what was read; and what is in doubt."""

    agency_name: str  # the likeliest; "" if there is none
    report_year: int | None
    region_name: str  # the place that the report gives, if it was read surely
    doubts: tuple[str, ...] = ()  # codes of tracker.wording.QUESTIONS
    candidates: tuple[Agency, ...] = ()
    told: tuple[str, ...] = ()  # the facts that a person said: agency, report_year

    @property
    def is_agency_sure(self) -> bool:
        """Whether it is beyond doubt whose report this is."""
        return not any(code in AGENCY_DOUBTS for code in self.doubts)


def whose(upload: Upload, identity: Identity) -> Whose:
    """Whose report this is: the hints of the person win over what was read.

    What was corrected of the same file since wins over what it was handed in with (人工更正).
    """
    mended = mended_whose(upload.sha256)
    said_agency = mended.agency_for(upload.agency_name)
    said_year = mended.year_for(upload.report_year)
    agency_doubt, candidates = _agency_doubt(said_agency, identity.agency)
    year_doubt = _year_doubt(said_year, identity.report_year)
    read_agency = identity.agency.value[: Upload.AGENCY_NAME_LIMIT] if identity.agency else ""
    read_year = identity.report_year.value if identity.report_year else None
    region = identity.region
    return Whose(
        agency_name=said_agency or read_agency,
        report_year=said_year or read_year,
        region_name=region.value if region and region.confidence >= SURE_ENOUGH else "",
        doubts=tuple(code for code in (agency_doubt, year_doubt) if code),
        candidates=tuple(candidates),
        told=tuple(
            name for name, said in (("agency", said_agency), ("report_year", said_year)) if said
        ),
    )


def question_of(reading: ReportReading, found: Whose, *, filename: str) -> dict[str, object]:
    """What Upload.found keeps: every fact read, what is in doubt, and who it may be.

    Names the agencies and the region by id: whoever answers for one of them may answer.
    `names` are the bodies that the document names as its author, if it names several.
    """
    region = region_of(found.agency_name) or region_of(found.region_name)
    named = _bodies_named(reading, filename) if "agency_unsure" in found.doubts else []
    known = [agency for body in named for agency in agencies_called(body.value)]
    return {
        "facts": facts_of(reading.identity),
        "doubts": list(found.doubts),
        "names": [{"value": body.value, "evidence": body.evidence[:80]} for body in named],
        "candidates": sorted({agency.pk for agency in (*found.candidates, *known)}),
        "region": region.pk if region else None,
    }


def answer_upload(
    upload_id: int, *, user: User, agency_name: str, report_year: int, as_alias: bool = False
) -> Upload:
    """Take a person's answer: the row waits again, with what was said as its hints.

    `as_alias` also notes the name as read as an alias (别称) of the agency chosen. Whoever
    answers answers for the report: it must lie within their scope. The caller wakes a worker.
    Raises AnswerRefused.
    """
    agency_name = agency_name.strip()
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).filter(pk=upload_id).first()
        if upload is None or upload.state != Upload.State.ASKED:
            raise AnswerRefused("answered_already")
        if known_agency(agency_name) is None and agencies_called(agency_name):
            raise AnswerRefused("agency_ambiguous")
        if not may_file(user, agency_name, region_name=_region_name(upload)):
            raise AnswerRefused("agency_out_of_scope")
        if as_alias:
            _note_alias(upload, user=user, agency_name=agency_name)
        take_answer(upload, agency_name=agency_name, report_year=report_year, user=user)
    return upload


def _bodies_named(reading: ReportReading, filename: str) -> list[Found[str]]:
    identity = reading.identity
    found = find_candidates(
        reading.text.text,
        kind=identity.kind,
        title=identity.title,
        filename=filename,
        addressee=identity.addressee,
    )
    return [body for body in found if len(body.value) <= Upload.AGENCY_NAME_LIMIT][:_MOST_NAMES]


def _agency_doubt(said: str, read: Found[str] | None) -> tuple[str, list[Agency]]:
    """A name that a person gave is taken by its letters; only an alias of several is in doubt."""
    if said:
        is_clear = known_agency(said) is not None or not agencies_called(said)
        return ("", []) if is_clear else ("agency_namesakes", agencies_called(said))
    if read is None:
        return "agency_missing", []
    called = agencies_called(read.value)
    if read.confidence < SURE_ENOUGH:
        return "agency_unsure", called or namesakes_of(read.value)
    if len(called) == 1:
        return "", []
    candidates = called or namesakes_of(read.value)
    return ("agency_namesakes", candidates) if candidates else ("", [])


def _year_doubt(said: int | None, read: Found[int] | None) -> str:
    if said is not None:
        return ""
    if read is None or not EARLIEST_YEAR <= read.value <= LATEST_YEAR:
        return "year_missing"
    return "" if read.confidence >= SURE_ENOUGH else "year_unsure"


def _region_name(upload: Upload) -> str:
    region = upload.found.get("facts", {}).get("region")
    return str(region["value"]) if region and region["confidence"] >= SURE_ENOUGH else ""


def _note_alias(upload: Upload, *, user: User, agency_name: str) -> None:
    """An alias is for good: only who may change agencies, and never another agency's name."""
    facts = upload.found.get("facts", {})
    name = facts["agency"]["value"] if "agency" in facts else ""
    known = known_agency(agency_name)
    if known is None or not name or known in agencies_called(name):
        return
    visible = visible_agencies(user).filter(pk=known.pk).exists()
    if not user.has_perm("tracker.change_agency") or not visible:
        raise AnswerRefused("alias_not_permitted")
    if agencies_called(name):
        raise AnswerRefused("alias_taken")
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=known.pk)
    agency.aliases = [*agency.aliases, name]
    agency.save(update_fields=["aliases"])
