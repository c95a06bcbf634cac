"""Tables and constraints."""

from tracker.models.access import Responsibility, User
from tracker.models.chains import Renewal
from tracker.models.changes import Change
from tracker.models.commitments import Commitment
from tracker.models.corrections import Correction
from tracker.models.desk import SavedView
from tracker.models.digests import DigestDelivery, Subscription
from tracker.models.evidence import EvidenceCandidate, MatchRun, Suggestion
from tracker.models.exports import Export
from tracker.models.keys import ApiKey, IdempotencyKey
from tracker.models.measures import Measure, Target
from tracker.models.past_tallies import TallyOfKind, TallyShare, TallyThen
from tracker.models.reading_tallies import (
    TallyByReader,
    TallyByReaderSince,
    TallyOfFollowing,
    TallyOfFollowingThen,
    TallyOfPairs,
)
from tracker.models.reports import Agency, AgencySuccession, Region, Report, Section
from tracker.models.reviews import Review, ReviewChainHead
from tracker.models.shortcomings import Recurrence, Remedy, Shortcoming
from tracker.models.tallies import TallyByMonth, TallyByTopic, TallyByYear, TallyMark, TallyRun
from tracker.models.uploads import Upload
from tracker.models.withdrawals import Withdrawal
from tracker.models.work import Batch, MatchJob, Pulse

__all__ = [
    "Agency",
    "AgencySuccession",
    "ApiKey",
    "Batch",
    "Change",
    "Commitment",
    "Correction",
    "DigestDelivery",
    "EvidenceCandidate",
    "Export",
    "IdempotencyKey",
    "MatchJob",
    "MatchRun",
    "Measure",
    "Pulse",
    "Recurrence",
    "Region",
    "Remedy",
    "Renewal",
    "Report",
    "Responsibility",
    "Review",
    "ReviewChainHead",
    "SavedView",
    "Section",
    "Shortcoming",
    "Subscription",
    "Suggestion",
    "TallyByMonth",
    "TallyByReader",
    "TallyByReaderSince",
    "TallyByTopic",
    "TallyByYear",
    "TallyMark",
    "TallyOfFollowing",
    "TallyOfFollowingThen",
    "TallyOfKind",
    "TallyOfPairs",
    "TallyRun",
    "TallyShare",
    "TallyThen",
    "Target",
    "Upload",
    "User",
    "Withdrawal",
]
