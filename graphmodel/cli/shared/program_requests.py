"""Handling of each question from a program: its turn, its limits and the report of its failure.

Statuses are those of HTTP.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphmodel.cli.shared.offered_commands import AnswerTooLarge, CommandAnswer
from graphmodel.errors import GraphmodelError, InputError, NotKnown, QueryRefused, StoreError


@dataclass(frozen=True)
class Limits:
    """Limits of a server: bytes of a request, seconds of an answer, questions answered
    simultaneously, and questions that wait for their turn."""

    body: int = 1_000_000
    seconds: float = 60.0
    at_once: int = 4
    waiting: int = 32


class Refusal(Exception):
    """A refused request: its status, and the reason in one line."""

    def __init__(self, status: int, why: str, **details: Any) -> None:
        super().__init__(why)
        self.status = status
        self.content = {"error": " ".join(why.split()), "status": status, **details}


@dataclass
class Turns:
    """A limited number of threads for answers. One that takes too long keeps its turn until it
    ends, so that there is never more work under way than there are turns."""

    limits: Limits
    _free: asyncio.Semaphore = field(init=False)
    _waiting: int = 0

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.limits.at_once)

    async def run(self, work: Callable[[], CommandAnswer]) -> CommandAnswer:
        """Run the work and return its result; raises Refusal if it takes too long, or would have to
        wait too long."""
        if self._waiting >= self.limits.waiting:
            raise Refusal(503, "too many questions at once; ask again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Refusal(503, "other questions take long; ask again in a moment") from None
        finally:
            self._waiting -= 1
        done = self._start(work)
        try:
            return await asyncio.wait_for(asyncio.shield(done), self.limits.seconds)
        except TimeoutError:
            done.add_done_callback(lambda late: late.exception())  # nobody waits for it any more
            raise Refusal(
                504, f"no answer within {self.limits.seconds:g} s; ask for less"
            ) from None

    def _start(self, work: Callable[[], CommandAnswer]) -> asyncio.Future[CommandAnswer]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[CommandAnswer] = loop.create_future()
        done.add_done_callback(lambda _: self._free.release())

        def run() -> None:
            try:
                result = work()
            except BaseException as error:  # it belongs to the request
                finish = partial(done.set_exception, _raisable(error))
            else:
                finish = partial(done.set_result, result)
            if not loop.is_closed():
                loop.call_soon_threadsafe(finish)

        try:
            threading.Thread(target=run, daemon=True).start()
        except RuntimeError:
            done.cancel()  # no thread is available; this frees the turn
            raise
        return done


def _raisable(error: BaseException) -> Exception:
    """Turn an error into one that a request can fail with: a panic of a library or an attempt to
    exit would end the server instead, and a future refuses StopIteration."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    fault = RuntimeError(f"{type(error).__name__}: {error}")
    fault.__cause__ = error
    return fault


def refusal_of(error: GraphmodelError) -> Refusal:
    """The status and the line for an error of the program, with details that help to correct it."""
    from graphmodel.network.namespaces import AmbiguousName

    if isinstance(error, AmbiguousName):
        candidates = [{"id": m.id, "kind": m.kind, "name": m.name} for m in error.candidates]
        return Refusal(409, str(error), candidates=candidates)
    place = getattr(error, "place", None)
    details = {} if place is None else {"place": list(place)}
    return Refusal(_status(error), str(error), **details)


def _status(error: GraphmodelError) -> int:
    statuses = ((NotKnown, 404), (AnswerTooLarge, 422), (QueryRefused, 403), (InputError, 400),
                (StoreError, 503))  # fmt: skip
    return next((status for kind, status in statuses if isinstance(error, kind)), 500)
