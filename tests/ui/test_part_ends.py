"""Reports that a part of the page (a fragment) has finished, whatever runs next."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from graphmodel.ui.shared import part_ends

CUT_SHORT = ForwardMsg.FINISHED_EARLY_FOR_RERUN
OF_PART, OF_PAGE = (
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_SUCCESSFULLY,
)


@pytest.mark.parametrize(
    ("ended", "part", "then", "told"),
    [
        (OF_PART, ["search"], ["live"], OF_PART),
        (OF_PART, ["search", "facts"], ["live"], OF_PART),
        (OF_PART, ["search"], ["search"], CUT_SHORT),
        (OF_PART, ["search", "live"], ["live"], CUT_SHORT),
        (OF_PART, ["search"], None, CUT_SHORT),
        (OF_PAGE, [], ["live"], OF_PAGE),
        (OF_PAGE, [], None, CUT_SHORT),
        (CUT_SHORT, ["search"], ["live"], CUT_SHORT),
    ],
)
def test_the_end_of_a_part_is_told_unless_the_part_is_drawn_anew(
    ended: ForwardMsg.ScriptFinishedStatus.ValueType,
    part: list[str],
    then: list[str] | None,
    told: ForwardMsg.ScriptFinishedStatus.ValueType,
) -> None:
    part_ends.tell()
    queue, message = ForwardMsgQueue(), ForwardMsg()
    message.script_finished = ended
    message.metadata.run.script_run_id = "a run"
    message.metadata.run.fragment_ids.extend(part)
    queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=then)
    assert [msg.script_finished for msg in queue.flush()] == [told]
    assert queue.flush() == []
