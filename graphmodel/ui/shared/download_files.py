"""A patch of Streamlit that keeps a file to download until the browser has fetched it.

At the end of each script run, of any visitor, Streamlit deletes files that no session refers to.
Nothing refers to a file that is generated when its button is pressed, so the second run deletes it,
and every page runs a fragment about once a second: over a slow line, or from a busy server, the
browser asked for it too late. The function that generates the file is dropped in the same way if
another visitor's run ends while the page with the button is redrawn.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import wraps
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind

KEEP = 120.0
"""Seconds for which a file is kept once no session refers to it."""

KEEP_BUTTON = 30.0
"""Seconds for which a button of an earlier drawing still generates its file."""

_unused_since: MutableMapping[MediaFileMetadata, float] = WeakKeyDictionary()
"""When each file to download was first to be deleted. Changed with its manager's lock held."""

_replaced_since: WeakKeyDictionary[MediaFileManager, dict[str, float]] = WeakKeyDictionary()
"""By manager: when each function was first to be dropped. Changed with the manager's lock held."""


def keep() -> None:
    """Keep the downloads of this process for as long as a browser may still ask for them."""
    if hasattr(MediaFileManager._delete_file, "__wrapped__"):
        return
    MediaFileManager._delete_file = _later(  # type: ignore[method-assign]
        MediaFileManager._delete_file
    )
    MediaFileManager._remove_orphaned_deferred_callables = _still_pressed(  # type: ignore[method-assign]
        MediaFileManager._remove_orphaned_deferred_callables
    )


def _later(method: Any) -> Any:
    @wraps(method)
    def delete_file(manager: MediaFileManager, file_id: str) -> None:
        file, now = manager._file_metadata[file_id], monotonic()
        is_download = file.kind is MediaFileKind.DOWNLOADABLE
        if not is_download or now - _unused_since.setdefault(file, now) >= KEEP:
            method(manager, file_id)

    return delete_file


def _still_pressed(method: Any) -> Any:
    @wraps(method)
    def remove_orphaned(manager: MediaFileManager) -> None:
        known, now = dict(manager._deferred_callables), monotonic()
        method(manager)
        since = _replaced_since.get(manager, {})
        kept: dict[str, float] = {}
        for file_id in known.keys() - manager._deferred_callables.keys():
            entry, first = known[file_id], since.get(file_id, now)
            if now - first < KEEP_BUTTON and _is_open(entry["session_id"]):
                manager._deferred_callables[file_id] = entry
                manager._deferred_ids_by_session[entry["session_id"]].add(file_id)
                kept[file_id] = first
        _replaced_since[manager] = kept

    return remove_orphaned


def _is_open(session_id: str) -> bool:
    return not runtime.exists() or runtime.get_instance().is_active_session(session_id)
