"""Where the faces hang: the admin, the API, and nothing else."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from tracker.api import api

handler400 = "tracker.admin.outages.bad_request"
handler500 = "tracker.admin.outages.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
]
