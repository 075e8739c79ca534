"""A patch of Streamlit that removes from the page what a fragment no longer shows.

The browser removes it when it is told that the fragment run has finished. If another fragment runs
before that message is sent, Streamlit changes the message to say that the run was cut short, so
what the run left out stays on the page, such as a row that was just removed. Every page runs such a
fragment about once a second, to check whether the store has changed.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


def tell() -> None:
    """Make every session of this process tell its browser of each fragment run that finished."""
    if not hasattr(ForwardMsgQueue.clear, "__wrapped__"):
        ForwardMsgQueue.clear = _telling(ForwardMsgQueue.clear)  # type: ignore[method-assign]


def _telling(method: Any) -> Any:
    @wraps(method)
    def clear(
        queue: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        # What an earlier run of the same fragment drew is dropped, so that run did not finish.
        ended = [
            msg for msg in queue._queue
            if msg.WhichOneof("type") == "script_finished"
            and msg.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
            and not set(msg.metadata.run.fragment_ids) & set(fragment_ids_this_run or ())
        ]  # fmt: skip
        method(queue, retain_lifecycle_msgs, fragment_ids_this_run)
        if fragment_ids_this_run:
            for msg in ended:
                msg.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY

    return clear
