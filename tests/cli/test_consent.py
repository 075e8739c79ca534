"""The consent commands as a user runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel import settings
from graphmodel.store.embedded import EmbeddedStore
from tests.cli.conftest import Run, one_line
from tests.consent.small_network import HERS, MARA, NAMES, TWIN, fill

KIT = "a:kit"


@pytest.fixture
def ask(run: Run, embedded_store: EmbeddedStore, own_folders: None) -> Run:
    """Run a command on the small network, with its own folders."""
    fill(embedded_store)
    return lambda *arguments: run(*arguments, "--store", embedded_store.folder)


def test_nothing_that_a_command_prints_has_who_has_withdrawn(ask: Run, tmp_path: Path) -> None:
    ran = ask("consent", "withdraw", TWIN, "--by", "Ann Lee", "--yes", "--format", "json")
    assert ran.code == 0, ran.err
    assert (ran.json["by"], ran.json["records"], ran.json["links"]) == ("Ann Lee", 2, 5)
    assert all(word in ran.err for word in (MARA, TWIN, *NAMES))
    answers = [
        ask("find", NAMES[0]), ask("find", NAMES[2]), ask("show", KIT), ask("show", "a:film0"),
        ask("communities"), ask("suggest", KIT), ask("introduce", KIT, "b:1"), ask("status"),
        ask("match", "list"), ask("imports", "list"), ask("consent", "list"),
        ask("query", "MATCH (n) RETURN n"), ask("query", "MATCH ()-[r]->() RETURN r"),
        ask("export", tmp_path / "whole.json"), ask("export", tmp_path / "whole.graphml"),
    ]  # fmt: skip
    assert [answer.err for answer in answers if answer.code] == []
    texts = [answer.out for answer in answers] + [
        path.read_text(encoding="utf-8") for path in tmp_path.glob("whole.*")
    ]
    rest = "".join(texts).replace("a:mara-venn-2", "")
    assert not [word for word in HERS if word in rest]
    audited = ask("consent", "audit", *HERS)
    assert (audited.code, audited.out) == (0, ""), audited.out
    assert "0 matches" in audited.err


@pytest.mark.parametrize(
    "command",
    [("show", "{}"), ("suggest", "{}"), ("introduce", "{}", KIT), ("introduce", KIT, "{}"),
     ("consent", "withdraw", "{}", "--by", "Ann", "--yes")],
)  # fmt: skip
def test_asked_for_by_id_they_never_were(
    ask: Run, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    assert ask("consent", "withdraw", MARA, "--by", "Ann", "--yes").code == 0
    ran, never = (ask(*(word.format(i) for word in command)) for i in (MARA, "never:was"))
    assert ran.code == never.code
    assert ran.err.replace(MARA, "never:was") == never.err
    assert one_line(ran)


def test_what_is_planted_is_found(
    ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    folder = settings.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    plant(folder)
    wanted = tmp_path / "ids.txt"
    wanted.write_text("petra voss\n\nzz:9\n", encoding="utf-8")
    ran = ask("consent", "audit", "--file", wanted, "--format", "json")
    assert ran.code == 1
    files = {Path(row["where"]).name for row in ran.json["matches"]}
    assert files == {"log.txt", "kept.json", "page.gz", "bundle.zip", "table.parquet", "wide.bin"}
    assert set(ran.json["unread"]) == {str(folder / "broken.gz")}


def plant(folder: Path) -> None:
    """Write files that hold an id or a name in the forms that programs write."""
    import gzip
    import json
    import zipfile

    import polars as pl

    (folder / "log.txt").write_text("12:00 read PETRA VOSS again")
    (folder / "kept.json").write_text(json.dumps({"url": "/show?id=zz%3A9"}))
    (folder / "page.gz").write_bytes(gzip.compress(b"<b>Petra Voss</b>"))
    with zipfile.ZipFile(folder / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(b"... petra voss ..." * 100))
    pl.DataFrame({"people": [["zz:9", "zz:8"]]}).write_parquet(folder / "table.parquet")
    (folder / "wide.bin").write_bytes(b"\0\1" + "Petra Voss".encode("utf-16-le"))
    (folder / "other.txt").write_text("Petra V. and Voss, zz:8")
    (folder / "broken.gz").write_bytes(b"\x1f\x8b\x08 not gzip at all")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("withdraw", "a:film0", "--by", "Ann"), 1, "only a Person can withdraw consent"),
        (("withdraw", MARA), 2, "--by"),
        (("withdraw", MARA, "--by", " ", "--yes"), 1, "say who carries it out"),
        (("audit", "--file", "nowhere.txt"), 2, "nowhere.txt"),
    ],
)
def test_bad_input_is_one_line(
    ask: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    ran = ask("consent", *arguments)
    assert ran.code == code
    assert message in ran.err
    assert not ran.out
