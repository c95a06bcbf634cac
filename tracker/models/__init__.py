"""Tables and constraints."""

from tracker.models.access import Responsibility, User
from tracker.models.commitments import Commitment, Measure, Target
from tracker.models.digests import DigestDelivery, Subscription
from tracker.models.evidence import EvidenceCandidate, MatchRun, Suggestion
from tracker.models.reports import Agency, AgencySuccession, Region, Report, Section, Upload
from tracker.models.reviews import Review

__all__ = [
    "Agency",
    "AgencySuccession",
    "Commitment",
    "DigestDelivery",
    "EvidenceCandidate",
    "MatchRun",
    "Measure",
    "Region",
    "Report",
    "Responsibility",
    "Review",
    "Section",
    "Subscription",
    "Suggestion",
    "Target",
    "Upload",
    "User",
]
