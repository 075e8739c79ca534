"""Whatever bytes and structures a file holds, reading it gives batches, problems or one line."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.importers.registry import ImporterOutput, importers
from tests.faults.hostile import GOOD, NAME, Good

KNOWN = {name: good for name, good in GOOD.items() if good.importer in importers()}
JSON = {name: good for name, good in KNOWN.items() if good.hurt.endswith(".json")}

PIECES = st.sampled_from(
    (
        *(b"\x00", b"\xff\xfe", b'"', b"'", b"\t", b",", b"\r", b"\n", b"\\N", b"{", b"[", b"]"),
        *(b"}", b"<", b"&", b"|", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"1e999", b"-1", b": ", b"- "),
        b"{0}",
    )
)
CUTS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES | st.binary(max_size=8)), max_size=6
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats()
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def read(good: Good, content: bytes) -> None:
    """Read a good file with other content, and check what comes, as an import does."""
    with tempfile.TemporaryDirectory() as name:
        path = good.lay(Path(name) / "data", content)
        try:
            for item in importers()[good.importer].read(path):
                assert isinstance(item, ImporterOutput)
                if isinstance(item, Batch):
                    check(item)
        except InputError as error:
            assert "\n" not in str(error)  # noqa: PT017 - most contents raise nothing


@pytest.mark.parametrize("good", KNOWN.values(), ids=KNOWN)
@settings(max_examples=25)
@given(cuts=CUTS)
def test_bytes_put_in_and_taken_out(good: Good, cuts: list[tuple[float, int, bytes]]) -> None:
    content = good.content
    for place, taken, put in cuts:
        start = int(place * len(content))
        content = content[:start] + put + content[start + taken :]
    read(good, content)


@pytest.mark.parametrize("good", JSON.values(), ids=JSON)
@settings(max_examples=25)
@given(value=VALUES, whole=st.booleans())
def test_values_of_any_structure(good: Good, value: object, whole: bool) -> None:
    content = json.dumps(value)
    if not whole:
        content = good.content.decode().replace(json.dumps(NAME), content)
    read(good, content.encode())


@pytest.mark.parametrize("good", JSON.values(), ids=JSON)
@settings(max_examples=25)
@given(value=VALUES, which=st.integers(0, 40))
def test_any_member_replaced(good: Good, value: object, which: int) -> None:
    said = json.loads(good.content)
    places = list(_places(said))
    holder, key = places[which % len(places)]
    holder[key] = value  # type: ignore[index]
    read(good, json.dumps(said).encode())


def _places(said: object) -> list[tuple[object, object]]:
    """Everywhere in a structure where a value stands."""
    inside = (
        list(said.items())
        if isinstance(said, dict)
        else list(enumerate(said))
        if isinstance(said, list)
        else []
    )
    found: list[tuple[object, object]] = [(said, key) for key, _ in inside]
    for _, value in inside:
        found += _places(value)
    return found
