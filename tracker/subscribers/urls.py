"""The links in mails: /weekly/."""

from django.urls import path

from tracker.subscribers.pages import confirm, unsubscribe

app_name = "subscribers"

urlpatterns = [
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
