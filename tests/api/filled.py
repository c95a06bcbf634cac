"""Something for the API to answer with: `python -m tests.api.filled` makes a database of its own.

It migrates and fills what DATABASE_URL names, and prints the key to everything in it.
"""

from __future__ import annotations

import os

import django


def fill() -> str:
    """A pair of reports with a decision, an upload, and a key that may read and upload."""
    from tests import factories
    from tests.services.deciding import decide
    from tracker.core.types import Outcome
    from tracker.services.keys import issue_key

    pair = factories.make_pair()
    root = factories.make_user(is_superuser=True)
    decide(pair.commitments[0], root, Outcome.PARTIAL)
    factories.make_upload(user=root)
    return issue_key(root, name="schemathesis", may_upload=True)[1]


def main() -> None:
    """From nothing to the printed key."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(fill())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
