"""Tables and constraints."""

from tracker.models.access import Responsibility, User
from tracker.models.chains import Renewal
from tracker.models.commitments import Commitment
from tracker.models.desk import SavedView
from tracker.models.digests import DigestDelivery, Subscription
from tracker.models.evidence import EvidenceCandidate, MatchRun, Suggestion
from tracker.models.measures import Measure, Target
from tracker.models.reports import Agency, AgencySuccession, Region, Report, Section
from tracker.models.reviews import Review, ReviewChainHead
from tracker.models.uploads import Upload
from tracker.models.work import Batch, MatchJob, Pulse

__all__ = [
    "Agency",
    "AgencySuccession",
    "Batch",
    "Commitment",
    "DigestDelivery",
    "EvidenceCandidate",
    "MatchJob",
    "MatchRun",
    "Measure",
    "Pulse",
    "Region",
    "Renewal",
    "Report",
    "Responsibility",
    "Review",
    "ReviewChainHead",
    "SavedView",
    "Section",
    "Subscription",
    "Suggestion",
    "Target",
    "Upload",
    "User",
]
