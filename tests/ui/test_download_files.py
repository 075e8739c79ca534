"""Files to download outlive the script runs that end before the browser has fetched them."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from graphmodel.ui.shared import download_files


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(download_files, "monotonic", clock)
    return clock


@pytest.fixture
def files() -> MediaFileManager:
    download_files.keep()
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def generate(files: MediaFileManager, button: str) -> str:
    """The id of the file that a press of the button generates."""
    return PurePath(files.execute_deferred(button)).stem


def run_ends(files: MediaFileManager, times: int = 3) -> None:
    for _ in range(times):
        files.remove_orphaned_files()


def test_a_generated_file_outlives_runs_until_its_time_is_over(
    files: MediaFileManager, clock: Clock
) -> None:
    file_id = generate(files, files.add_deferred(lambda: b"briefing", "text/html", "0.1"))
    run_ends(files)
    clock.now += download_files.KEEP - 1
    run_ends(files)
    assert files.read_file(file_id) is not None
    clock.now += 1
    run_ends(files)
    assert files.read_file(file_id) is None


def test_a_file_generated_again_has_all_its_time_again(
    files: MediaFileManager, clock: Clock
) -> None:
    button = files.add_deferred(lambda: b"briefing", "text/html", "0.1")
    generate(files, button)
    run_ends(files)
    clock.now += download_files.KEEP - 1
    file_id = generate(files, button)
    clock.now += 2
    run_ends(files)
    assert files.read_file(file_id) is not None


def test_a_button_works_while_its_page_is_redrawn(files: MediaFileManager, clock: Clock) -> None:
    button = files.add_deferred(lambda: b"briefing", "text/html", "0.1")
    files.clear_session_refs()
    run_ends(files)
    assert files.read_file(generate(files, button)) is not None
    clock.now += download_files.KEEP_BUTTON
    run_ends(files)
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(button)


def test_a_disabled_button_generates_nothing(files: MediaFileManager, clock: Clock) -> None:
    button = files.add_deferred(lambda: b"briefing", "text/html", "0.1")
    files.clear_session_refs()
    run_ends(files)
    files.remove_deferred("0.1")
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(button)


def test_pictures_go_at_once(files: MediaFileManager, clock: Clock) -> None:
    file_id = PurePath(files.add(b"picture", "image/png", "0.1")).stem
    files.clear_session_refs()
    run_ends(files)
    assert files.read_file(file_id) is None
