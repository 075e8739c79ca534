"""First step of commands that read a store itself: nobody who has withdrawn may be in it."""

from __future__ import annotations

from graphmodel.cli.shared.output import say
from graphmodel.store.base import Store


def finish_withdrawals(store: Store) -> None:
    """Erase everybody whom the store knows to have withdrawn, and say so if that is new."""
    log = store.withdrawals
    if not log.stated() and all(withdrawal.finished for withdrawal in log.records()):
        return
    # Imported only now: the eraser takes longer to load than most queries run.
    from graphmodel.consent.withdraw import finish_stated

    count = finish_stated(store)
    if count:
        who = "1 person" if count == 1 else f"{count:,} people"
        say(f"{who} had withdrawn consent according to their records: erased (consent list).")
