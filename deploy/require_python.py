"""Say in one sentence what is missing, before pip says it in fifty lines.

Written so that Python 3.6 can read it.
"""

import sys

WANTED = (3, 11)


def complaint() -> str:
    """What stands in the way of a virtual environment, or nothing."""
    if sys.version_info < WANTED:
        found = f"{sys.executable} is {sys.version.split()[0]}"
        return f"Python 3.11 or newer is needed; {found}. Name another: make PYTHON=..."
    try:
        import ensurepip  # noqa: F401 - Debian has both in a package of their own
        import venv  # noqa: F401
    except ImportError:
        return "Python's venv is missing. On Debian or Ubuntu: apt-get install python3-venv"
    return ""


if __name__ == "__main__":
    sys.exit(complaint() or 0)
