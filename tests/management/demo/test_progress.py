"""What is shown while the worker works."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.factories import make_pair, make_upload
from tracker.management.demo import progress
from tracker.management.demo.children import ChildFailed
from tracker.management.demo.progress import Count, NoProgress, State, state_of, watch
from tracker.models import Commitment, Upload

pytestmark = pytest.mark.django_db
DONE = {"state": Upload.State.DONE, "result": Upload.Result.INSERT}
FAILED = {"state": Upload.State.FAILED, "error_code": "empty"}


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100)


def shown(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_state_counts_uploads_and_pairs() -> None:
    uploads = [make_upload(**fields).pk for fields in (DONE, FAILED, {})]
    make_pair()
    waiting = make_pair()
    Commitment.objects.filter(pk=waiting.commitments[0].pk).update(suggestion=None)
    state = state_of(uploads)
    assert state == State(read=Count(2, 3), matched=Count(1, 2))
    assert not state.finished


@pytest.mark.parametrize("terminal", [True, False])
def test_watch_ends_when_all_is_done(terminal: bool) -> None:
    upload = make_upload()
    make_pair()
    screen = console(terminal=terminal)

    def work() -> None:
        Upload.objects.filter(pk=upload.pk).update(**DONE)

    watch([upload.pk], console=screen, check=work)
    assert "读取报告" in shown(screen)
    assert "1/1" in shown(screen)
    if not terminal:
        assert "\x1b" not in shown(screen)


def test_watch_passes_on_what_check_raises(tmp_path: object) -> None:
    def died() -> None:
        raise ChildFailed("worker", tmp_path / "log")  # type: ignore[operator]

    with pytest.raises(ChildFailed):
        watch([make_upload().pk], console=console(terminal=True), check=died)


def test_watch_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.3)
    with pytest.raises(NoProgress):
        watch([make_upload().pk], console=console(terminal=False), check=lambda: None)
