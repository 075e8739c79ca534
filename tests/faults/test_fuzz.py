"""Files of random bytes and structures are read as batches, problems or a one-line error."""

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
from tests.faults.hostile import NAME, SAMPLES, SampleFiles

SUPPORTED = {name: sample for name, sample in SAMPLES.items() if sample.importer in importers()}
JSON = {
    name: sample for name, sample in SUPPORTED.items() if sample.corrupted_file.endswith(".json")
}

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


def read(sample: SampleFiles, content: bytes) -> None:
    """Read a sample with other content and check the batches, as an import does."""
    with tempfile.TemporaryDirectory() as name:
        path = sample.write(Path(name) / "data", content)
        try:
            for item in importers()[sample.importer].read(path):
                assert isinstance(item, ImporterOutput)
                if isinstance(item, Batch):
                    check(item)
        except InputError as error:
            assert "\n" not in str(error)  # noqa: PT017 - most contents raise nothing


@pytest.mark.parametrize("sample", SUPPORTED.values(), ids=SUPPORTED)
@settings(max_examples=25)
@given(cuts=CUTS)
def test_bytes_put_in_and_taken_out(
    sample: SampleFiles, cuts: list[tuple[float, int, bytes]]
) -> None:
    content = sample.content
    for fraction, removed, inserted in cuts:
        start = int(fraction * len(content))
        content = content[:start] + inserted + content[start + removed :]
    read(sample, content)


@pytest.mark.parametrize("sample", JSON.values(), ids=JSON)
@settings(max_examples=25)
@given(value=VALUES, replaces_document=st.booleans())
def test_values_of_any_structure(
    sample: SampleFiles, value: object, replaces_document: bool
) -> None:
    content = json.dumps(value)
    if not replaces_document:
        content = sample.content.decode().replace(json.dumps(NAME), content)
    read(sample, content.encode())


@pytest.mark.parametrize("sample", JSON.values(), ids=JSON)
@settings(max_examples=25)
@given(value=VALUES, position=st.integers(0, 40))
def test_any_member_replaced(sample: SampleFiles, value: object, position: int) -> None:
    document = json.loads(sample.content)
    slots = list(_slots(document))
    holder, key = slots[position % len(slots)]
    holder[key] = value  # type: ignore[index]
    read(sample, json.dumps(document).encode())


def _slots(document: object) -> list[tuple[object, object]]:
    """Every position of a value in a structure, as its container and key."""
    entries = (
        list(document.items())
        if isinstance(document, dict)
        else list(enumerate(document))
        if isinstance(document, list)
        else []
    )
    slots: list[tuple[object, object]] = [(document, key) for key, _ in entries]
    for _, value in entries:
        slots += _slots(value)
    return slots
