"""The desk: stock Django admin in Chinese, with a review page of our own inside it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tracker.admin import (
    commitments,
    corrections,
    digests,
    exports,
    history,
    jobs,
    keys,
    people,
    places,
    reports,
    subscriptions,
    successions,
    uploads,
)

__all__ = [
    "commitments",
    "corrections",
    "digests",
    "exports",
    "history",
    "jobs",
    "keys",
    "people",
    "places",
    "reports",
    "subscriptions",
    "successions",
    "uploads",
]

admin.site.site_header = _("承诺追踪")
admin.site.site_title = _("承诺追踪")
admin.site.index_title = _("工作台")
admin.site.index_template = "admin/tracker/index.html"  # see tracker.admin.welcome
# The root only leads back to the admin: no second link to the same place.
admin.site.site_url = None
