"""A visitor of the explorer without a browser: runs a page's script and times it.

Speaks Streamlit's protocol over a WebSocket: requests a page by its address, types into a field,
and polls when the page asks for it, as the browser does.
"""

from __future__ import annotations

import asyncio
import http.cookiejar
import time
import urllib.request
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 300.0
"""Seconds after which a missing answer counts as an error."""


@dataclass
class Answer:
    """The result of a step: seconds until the page was complete, bytes received, and errors."""

    seconds: float
    size: int
    errors: list[str]


@dataclass
class Visitor:
    """One open page. ``address`` is the one that ``graphmodel explore`` prints, with its token."""

    address: str
    pages: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    page: str = ""
    query: str = ""
    size: int = 0
    errors: list[str] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _finished: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    _listening: asyncio.Task[None] | None = None
    _polls: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        cookies = await asyncio.to_thread(_cookies, self.address)
        url = urlsplit(self.address)
        self._socket = await connect(
            f"ws://{url.netloc}/_stcore/stream", origin=f"http://{url.netloc}",  # type: ignore[arg-type]
            additional_headers={"Cookie": cookies}, subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None, open_timeout=PATIENCE, ping_interval=None,
        )  # fmt: skip
        self._listening = asyncio.create_task(self._listen(self._socket))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in [*self._polls.values(), self._listening]:
            if task is not None:
                task.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def open(self, page: str, **parameters: str | list[str]) -> Answer:
        """Follow a link to a page, with parameters."""
        self.page, self.query = page, urlencode(parameters, doseq=True)
        for poll in self._polls.values():
            poll.cancel()
        self._polls.clear()
        return await self._step(ClientState())

    async def type(self, label: str, text: str) -> Answer:
        """Fill in the field with this label in one step, and wait for the page's answer."""
        state = ClientState()
        widget = state.widget_states.widgets.add()
        widget.id, widget.string_value = self.fields[label], text
        return await self._step(state)

    async def _step(self, state: ClientState) -> Answer:
        while not self._finished.empty():
            self._finished.get_nowait()
        self.errors, self.size = [], 0
        start = time.perf_counter()
        await self._ask(state)
        try:
            await asyncio.wait_for(self._finished.get(), PATIENCE)
        except TimeoutError:
            self.errors.append(f"no answer within {PATIENCE:.0f} s")
        return Answer(time.perf_counter() - start, self.size, self.errors)

    async def _ask(self, state: ClientState) -> None:
        assert self._socket is not None
        state.query_string = self.query
        state.page_script_hash = self.pages.get(self.page, "")
        if not state.page_script_hash:
            state.page_name = self.page
        state.cached_message_hashes.extend(self._held)
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    async def _listen(self, socket: ClientConnection) -> None:
        async for data in socket:
            assert isinstance(data, bytes)
            self.size += len(data)
            message = ForwardMsg.FromString(data)
            if message.metadata.cacheable and message.hash:
                self._held.add(message.hash)
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "navigation":
                self.pages = {
                    p.url_pathname: p.page_script_hash for p in message.navigation.app_pages
                }
            case "delta":
                element = message.delta.new_element
                if element.HasField("text_input"):
                    self.fields[element.text_input.label] = element.text_input.id
                elif element.HasField("exception"):
                    self.errors.append(element.exception.message)
                elif element.HasField("alert") and element.alert.format == Alert.ERROR:
                    self.errors.append(element.alert.body)
            case "auto_rerun":
                self._poll(message.auto_rerun.interval, message.auto_rerun.fragment_id)
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._finished.put_nowait(None)
                elif message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.errors.append("the page's script cannot be read")

    def _poll(self, interval: float, fragment: str) -> None:
        async def poll() -> None:
            while True:
                await asyncio.sleep(interval)
                await self._ask(ClientState(fragment_id=fragment, is_auto_rerun=True))

        if fragment not in self._polls:
            self._polls[fragment] = asyncio.create_task(poll())


def _cookies(address: str) -> str:
    """The cookies that the server sets when its full address is opened."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(address, timeout=PATIENCE):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
