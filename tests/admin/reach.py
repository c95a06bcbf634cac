"""Every address, action and autocomplete of the admin: who gets what. test_reach.py holds them."""

from __future__ import annotations

from tests.admin.pages import MODELS
from tests.admin.test_access import INSPECTOR_SEES
from tracker.services.roles import ADMINISTRATOR, APPROVER, INSPECTOR

STOCK = {
    *("index", "login", "logout", "password_change", "password_change_done"),
    *("autocomplete", "jsi18n", "view_on_site", "app_list"),
    "auth_user_password_change",
    *(f"auth_group_{page}" for page in ("changelist", "add", "history", "delete", "change")),
}
MODEL_PAGES = {
    f"tracker_{model}_{page}"
    for model in MODELS
    for page in ("changelist", "add", "history", "delete", "change")
}
# Pages of ours: (method, role -> status within one's scope). Not logged in: to the login page.
GET, POST = "get", "post"
OURS: dict[str, dict[tuple[str, str], int]] = {
    "tracker_commitment_bulk": {
        (GET, INSPECTOR): 200,
        (GET, APPROVER): 403,
        (GET, ADMINISTRATOR): 403,
        (POST, INSPECTOR): 302,
        (POST, APPROVER): 403,
        (POST, ADMINISTRATOR): 403,
    },
    "tracker_commitment_views": {
        (GET, INSPECTOR): 405,
        (POST, INSPECTOR): 302,
        (POST, APPROVER): 302,
        (POST, ADMINISTRATOR): 302,
    },
    "tracker_commitment_view_counts": {
        (GET, INSPECTOR): 200,
        (GET, APPROVER): 200,
        (GET, ADMINISTRATOR): 200,
    },
    "tracker_commitment_agreement": {
        (GET, INSPECTOR): 403,
        (GET, APPROVER): 200,
        (GET, ADMINISTRATOR): 403,
    },
}
OURS |= {
    f"tracker_report_{name}": {(GET, role): 200 for role in (INSPECTOR, APPROVER, ADMINISTRATOR)}
    for name in ("years", "shortcomings")
}
OURS |= {
    name: {(GET, role): 200 for role in (INSPECTOR, APPROVER, ADMINISTRATOR)}
    for name in (
        *("tracker_inspection", "tracker_upload_states", "tracker_dashboard"),
        "tracker_full_text",
    )
}
# The file of a list: for whoever sees the list.
OURS |= {
    f"tracker_{model}_export": {
        (method, role): status if model in seen else 403
        for role, seen in {
            INSPECTOR: INSPECTOR_SEES,
            APPROVER: INSPECTOR_SEES,
            ADMINISTRATOR: MODELS,
        }.items()
        for method, status in ((GET, 405), (POST, 200))
    }
    for model in MODELS
}
OURS["tracker_report_shortcomings_export"] = {
    (method, role): status
    for method, status in ((GET, 405), (POST, 200))
    for role in (INSPECTOR, APPROVER, ADMINISTRATOR)
}
# Tables that come in, their templates, and the sample data.
OURS |= {
    f"tracker_{model}_{page}": {
        (GET, role): 200 if role == importer else 403
        for role in (INSPECTOR, APPROVER, ADMINISTRATOR)
    }
    for model, importer in {
        "region": ADMINISTRATOR,
        "agency": ADMINISTRATOR,
        "commitment": INSPECTOR,
    }.items()
    for page in ("import", "import_template")
}
OURS["tracker_samples"] = {
    (method, role): status if role == ADMINISTRATOR else 403
    for method, status in ((GET, 200), (POST, 200))
    for role in (INSPECTOR, APPROVER, ADMINISTRATOR)
}
# Pages that tests.admin.pages visits and test_access.py tries: of one row, and of all.
ROWS = {
    "tracker_commitment_review",
    "tracker_export_file",
    "tracker_upload_progress",
    *(f"tracker_report_{page}" for page in ("correct", "split", "part")),
    *(f"tracker_subscription_{page}" for page in ("preview", "preview_mail")),
}
LISTS = {"tracker_upload_progress_all"}
# For everybody who logs in, whatever their role: tests/admin/test_own_digest.py.
OWN = {"tracker_subscription_mine"}
# By model: who gets which action. A role that is missing gets none.
ACTIONS = {
    "commitment": {"confirm_selected": {INSPECTOR}},
    "upload": {"retry_selected": {INSPECTOR, ADMINISTRATOR}},
    "matchjob": {"retry_selected": {INSPECTOR, ADMINISTRATOR}},
    "export": {"retry_selected": {INSPECTOR, APPROVER, ADMINISTRATOR}},
    "agencysuccession": {"confirm": {ADMINISTRATOR}, "decline": {ADMINISTRATOR}},
    "apikey": {"take_back": {ADMINISTRATOR}},
    "digestdelivery": {"again_selected": {ADMINISTRATOR}},
}
AUTOCOMPLETES = {
    ("agency", "region"),
    ("agencysuccession", "predecessor"),
    ("agencysuccession", "successor"),
    ("apikey", "owner"),
    ("region", "parent"),
    ("responsibility", "agency"),
    ("responsibility", "region"),
    ("subscription", "agencies"),
    ("subscription", "regions"),
    ("subscription", "user"),
}
