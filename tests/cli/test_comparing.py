"""The explorer compares newly loaded data sets once, in a separate process."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.cli.shared.comparing import Comparing
from graphmodel.importers.registry import importers
from graphmodel.ingest.pipeline import import_path
from graphmodel.resolver.judgement_store import load_judgements
from graphmodel.store import open_store

_FILES = {
    "seed.toml": 'title = "{name}"\nnamespace = "real"\nfictional = false\nlicence = "CC0-1.0"\n'
    'says = "One person and a film."\n',
    "Source.csv": "id,name\n{name}:source,{name}\n",
    "Person.csv": "id,name,external_ids,sources\n"
    "{name}:ana,Ana Ferro,wikidata:Q4115189,{name}:source\n",
    "Project.csv": "id,name,year,sources\n{name}:film,The Lighthouse {name},2019,{name}:source\n",
    "WORKED_ON.csv": "from_id,to_id,role,sources\n{name}:ana,{name}:film,director,{name}:source\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store with two data sets that share one person."""
    folder = tmp_path / "store"
    with open_store(str(folder)) as store:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            for file, text in _FILES.items():
                (tmp_path / name / file).write_text(text.format(name=name), encoding="utf-8")
            assert import_path(store, importers()["seed"], tmp_path / name).problems == []
    return folder


def _judged(folder: Path) -> bool:
    with open_store(str(folder)) as store:
        return bool(load_judgements(store))


def test_data_sets_are_compared_at_first_load_and_not_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not _judged(folder)
    Comparing(str(folder), loaded=True).begin()
    assert "Compared the data sets" in capsys.readouterr().err
    assert _judged(folder)
    Comparing(str(folder), loaded=False).begin()
    assert "Compared" not in capsys.readouterr().err, "nothing new to compare"


def test_what_was_ended_before_it_began_leaves_the_rest_to_the_next_start(folder: Path) -> None:
    comparing = Comparing(str(folder), loaded=True)
    comparing.end()
    comparing.begin()
    assert not _judged(folder)
