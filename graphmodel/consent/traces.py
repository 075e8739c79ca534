"""Traces of a person outside their own records: in judgements on others, the workspace and
files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import polars as pl

from graphmodel import settings
from graphmodel.network.cache import networks_folder
from graphmodel.network.name_folding import fold_name
from graphmodel.schema.model import JUDGEMENT
from graphmodel.store.base import Store
from graphmodel.store.records import Facts
from graphmodel.store.withdrawals import Withdrawn

_SAFE = ":/()@ ,"
"""Characters that a step of a picture (``pictures.growth``) does not quote."""

_BETWEEN, _AROUND = re.compile(r"[\s\"'`()\[\]{},;|~<>]+"), ".:?!*=+>@"
"""What separates an id from the rest of a text, and what may stand directly before or after it."""

LEFT_OUT = "[withdrawn]"
"""Replaces the name of a person who has withdrawn in a sentence."""


def scrub_judgements(store: Store, ids: Collection[str], names: Collection[str]) -> int:
    """Remove these people from the reasons and evidence of judgements on other records; returns the
    number of judgements changed. Judgements on the people themselves go with their records."""
    links = store.links(JUDGEMENT)
    rows = links.filter(~pl.col("from_id").is_in(list(ids)), ~pl.col("to_id").is_in(list(ids)))
    texts = _Texts(ids, names)
    changed = [
        row | scrubbed
        for row in rows.iter_rows(named=True)
        if (scrubbed := _scrubbed(row, texts)) != {n: row[n] for n in ("reason", "evidence")}
    ]
    if not changed:
        return 0
    kinds = store.kinds_of([row["from_id"] for row in changed])
    for kind in set(kinds.values()):
        of_kind = [row for row in changed if kinds[row["from_id"]] == kind]
        frame = pl.DataFrame(of_kind, schema=links.schema)
        filled = [n for n in frame.columns if n in _ENDS or frame[n].null_count() < frame.height]
        store.overwrite(Facts(JUDGEMENT, frame.select(filled), (kind, kind)))
    return len(changed)


_ENDS = ("from_id", "to_id", "id")


def scrub_value_judgements(store: Store, ids: Collection[str], names: Collection[str]) -> int:
    """Remove these people from the reasons of judgements on values of others; returns the number of
    judgements changed. Those on their own values go with their records."""
    texts = _Texts(ids, names)
    changed = 0
    for judgement in store.values.judgements():
        why = texts.removed_from(judgement.why)
        if why != judgement.why:
            store.values.reword(replace(judgement, why=why))
            changed += 1
    return changed


def scrub_workspace(
    store: Store, withdrawn: Withdrawn, ids: Collection[str], names: Collection[str]
) -> int:
    """Remove these people, and everybody who has withdrawn, from lists, notes and all other
    workspace items; returns the number of records changed."""
    texts = _Texts(ids, names)
    return store.workspace.scrub(
        lambda about: about in texts or about in withdrawn, remover(withdrawn, ids, names)
    )


def remover(
    withdrawn: Withdrawn, ids: Collection[str], names: Collection[str]
) -> Callable[[Any], Any]:
    """Return a function that removes these people, and everybody who has withdrawn, from a value of
    JSON."""
    texts = _Texts(ids, names)
    return lambda value: _without(_without_ids(value, withdrawn), texts)


def ids_written_in(value: Any, withdrawn: Withdrawn) -> set[str]:
    """The ids of people who have withdrawn anywhere in a value of JSON, also quoted and within
    texts."""
    written = {part for text in _texts_of(value) for part in (text, *_BETWEEN.split(text))}
    written |= {part.strip(_AROUND) for part in written}
    return withdrawn.among({*written, *map(unquote, written)})


def names_under(value: Any, ids: Collection[str]) -> set[str]:
    """The names of people in a value of JSON that describes each of them under their id."""
    if isinstance(value, list):
        return set().union(*(names_under(item, ids) for item in value))
    if not isinstance(value, dict):
        return set()
    described = [value[key] for key in value.keys() & set(ids) if isinstance(value[key], dict)]
    names = {each["name"] for each in described if isinstance(each.get("name"), str)}
    return names.union(*(names_under(item, ids) for item in value.values()))


def _texts_of(value: Any) -> Iterator[str]:
    """Every text in a value of JSON, including keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_of(item)


def scrub_published(store: Store, ids: Collection[str], names: Collection[str]) -> int:
    """Remove these people from the names of published communities; returns the number changed.
    Their published links go with their records."""
    return store.published.scrub(_Texts(ids, names).removed_from)


def scrub_imports(store: Store, ids: Collection[str], names: Collection[str]) -> int:
    """Remove these people from the names and paths of the files that were imported; returns the
    number of imports changed."""
    texts = _Texts(ids, names)
    changed = 0
    for record in store.imports():
        if not record.number:  # an earlier version knew it by its name alone
            continue
        name, place = texts.removed_from(record.name), texts.removed_from(record.place)
        if (name, place) != (record.name, record.place):
            store.import_log.save(replace(record, name=name, place=place))
            changed += 1
    return changed


def pattern_of(texts: Collection[str]) -> re.Pattern[str]:
    """Match any of these texts, in any case, unless it is part of a longer Latin word."""
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])", re.IGNORECASE)


class _Texts:
    """The ids and names of people, to find in texts."""

    def __init__(self, ids: Collection[str], names: Collection[str]) -> None:
        self._whole = {*ids, *names}
        self._folded = {fold_name(name) for name in names} - {""}
        # Saved pictures hold ids quoted in their steps.
        self._pattern = pattern_of(self._whole | {quote(node_id, safe=_SAFE) for node_id in ids})

    def __contains__(self, node_id: str) -> bool:
        return node_id in self._whole

    def is_one(self, text: str) -> bool:
        """Whether the whole text is one of the ids or names, or folds to one of the names."""
        return text in self._whole or fold_name(text) in self._folded

    def removed_from(self, text: str) -> str:
        """The text with each of them replaced by LEFT_OUT."""
        return self._pattern.sub(LEFT_OUT, text)


def _scrubbed(row: dict[str, Any], texts: _Texts) -> dict[str, Any]:
    evidence = row["evidence"]
    return {
        "reason": texts.removed_from(row["reason"]) if row["reason"] else row["reason"],
        "evidence": [_without_names(item, texts) for item in evidence] if evidence else evidence,
    }


def _without_names(item: str, texts: _Texts) -> str:
    """Remove the ids and names from the lists and texts of a piece of evidence in JSON."""
    content = json.loads(item)
    reduced = _without(content, texts)
    return item if reduced == content else json.dumps(reduced, ensure_ascii=False)


def _without(value: Any, texts: _Texts) -> Any:
    if isinstance(value, dict):
        return {name: _without(content, texts) for name, content in value.items()}
    if isinstance(value, list):
        return [_without(v, texts) for v in value if not (isinstance(v, str) and texts.is_one(v))]
    return texts.removed_from(value) if isinstance(value, str) else value


def erase_from_files(withdrawn: Withdrawn) -> None:
    """Delete cached networks and partial answers, which are made again when needed, and remove
    people who have withdrawn from saved models and lists."""
    shutil.rmtree(networks_folder(), ignore_errors=True)
    for path in settings.cache_folder().glob("*.part"):
        path.unlink(missing_ok=True)
    for folder in (settings.data_folder(), settings.cache_folder()):
        for path in folder.glob("*.json"):
            with suppress(OSError, ValueError):
                _erase_from_json(path, withdrawn)


def _erase_from_json(path: Path, withdrawn: Withdrawn) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    reduced = _without_ids(content, withdrawn)
    if reduced != content:
        draft = path.with_name(path.name + ".part")
        draft.write_text(json.dumps(reduced, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)


def _without_ids(value: Any, withdrawn: Withdrawn) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_ids(content, withdrawn)
            for key, content in value.items()
            if key not in withdrawn
        }
    if isinstance(value, list):
        items = (item for item in value if not (isinstance(item, str) and item in withdrawn))
        return [_without_ids(item, withdrawn) for item in items]
    return value
