"""What a part of the page no longer shows goes from the screen.

The browser takes it off when it hears that the drawing of the part has ended. Where another part is
drawn before that was sent, Streamlit changes the message: the drawing is said to have been cut
short, and what it left out stays, such as a row that was just taken off. Pages ask every second or
so whether the store has changed, which draws such a part.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


def tell() -> None:
    """Have every session of this process tell its browser of each part whose drawing has ended."""
    if not hasattr(ForwardMsgQueue.clear, "__wrapped__"):
        ForwardMsgQueue.clear = _telling(ForwardMsgQueue.clear)  # type: ignore[method-assign]


def _telling(method: Any) -> Any:
    @wraps(method)
    def clear(
        queue: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        # What was drawn of the same part is dropped: the end of that is rightly none.
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
