"""Where the faces hang: the admin, the API, and what a digest's reader reaches from a mail."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tracker.admin.welcome import index
from tracker.api import api

handler400 = "tracker.admin.outages.bad_request"
handler500 = "tracker.admin.outages.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.admin_view(index)),  # the stock index with the first steps
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("weekly/", include("tracker.subscribers.urls")),
]
