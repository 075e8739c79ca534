"""Publications from saved answers of OpenAlex and ORCID."""

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.importers.registry import importer_for
from graphmodel.importers.scholarly_works import IMPORTER, read_works
from graphmodel.ingest.pipeline import import_path
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.importers.importer_output import Checked, checked


def authorship(number: int, name: str, *institutions: dict[str, Any], **fields: Any) -> Any:
    author = {"id": f"https://openalex.org/A{number}", "display_name": name, "orcid": None}
    return {"author": {**author, **fields}, "institutions": list(institutions)}


UNIVERSITY = {
    "id": "https://openalex.org/I7", "display_name": "Harbour University",
    "ror": "https://ror.org/04harbour", "type": "education",
}  # fmt: skip
ANN = authorship(1, "Ann Ek", UNIVERSITY, orcid="https://orcid.org/0000-0001-0000-000X")
WORKS = [
    {
        "id": "https://openalex.org/W11", "doi": "https://doi.org/10.5555/Gull.1",
        "title": "Tides of cinema", "publication_year": 2015, "type": "article",
        "primary_topic": {"display_name": "Film studies"},
        "authorships": [ANN, authorship(2, "Bo Lind")],
    },
    {
        "id": "https://openalex.org/W12", "doi": None, "title": None,
        "display_name": "Salt on celluloid", "publication_year": 2019, "type": "book-chapter",
        "authorships": [
            ANN,
            {"author": {"id": None, "display_name": None}, "raw_author_name": "C. Oh"},
        ],
        "is_authors_truncated": True,
    },
]  # fmt: skip
ORCID_ID = "0000-0001-0000-000X"


def summary(title: str, year: str | None, digital: str | None = None, **fields: Any) -> Any:
    external = [
        {"external-id-type": "doi", "external-id-value": digital,
         "external-id-relationship": "self"}
    ] if digital else []  # fmt: skip
    return {
        "put-code": len(title),
        "title": {"title": {"value": title}, "subtitle": None, "translated-title": None},
        "external-ids": {"external-id": external},
        "type": "journal-article",
        "publication-date": {"year": {"value": year}, "month": None} if year else None,
        **fields,
    }


RECORD = {
    "orcid-identifier": {"path": ORCID_ID, "uri": f"https://orcid.org/{ORCID_ID}"},
    "person": {
        "name": {"given-names": {"value": "Ann"}, "family-name": {"value": "Ek"},
                 "credit-name": None},
        "other-names": {"other-name": [{"content": "Ann Ek-Holm"}]},
    },
    "activities-summary": {
        "employments": {"affiliation-group": [{"summaries": [{"employment-summary": {
            "role-title": "Lecturer",
            "start-date": {"year": {"value": "2014"}, "month": {"value": "3"}, "day": None},
            "end-date": None,
            "organization": {
                "name": "Harbour University", "address": {"city": "Harbour"},
                "disambiguated-organization": {
                    "disambiguated-organization-identifier": "https://ror.org/04harbour",
                    "disambiguation-source": "ROR"}},
        }}]}]},
        "works": {"group": [
            {"work-summary": [summary("Tides of cinema", "2015", "10.5555/gull.1"),
                              summary("Tides of Cinema", "2015")]},
            {"work-summary": [summary("A talk", None, type="lecture-speech")]},
        ]},
    },
}  # fmt: skip


def contributor(name: str, orcid: str | None = None, role: str = "author") -> Any:
    return {
        "credit-name": {"value": name},
        "contributor-orcid": {"path": orcid} if orcid else None,
        "contributor-attributes": {"contributor-role": role},
    }


def laid(folder: Path, **documents: Any) -> Path:
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def taken(path: Path) -> Checked:
    return checked(read_works(path))


@pytest.mark.parametrize("form", ["answer", "list", "lines", "packed lines"])
def test_works_of_openalex_are_publications_with_their_authors(tmp_path: Path, form: str) -> None:
    lines = "\n".join(map(json.dumps, WORKS))
    texts = {"answer": json.dumps({"meta": {"count": 2}, "results": WORKS, "group_by": []})}
    text = texts.get(form, json.dumps(WORKS) if form == "list" else lines)
    path = tmp_path / ("works.json" if "lines" not in form else "works.jsonl")
    path.write_text(text, encoding="utf-8")
    if form == "packed lines":
        path = tmp_path / "part_000.gz"
        path.write_bytes(gzip.compress(text.encode()))
    assert importer_for(path) is IMPORTER
    facts, problems, notes = taken(path)
    assert problems == []
    assert len(notes) == 1
    works = {row["id"]: row for row in facts["Project"].to_dicts()}
    first = works["openalex:W11"]
    assert (first["name"], first["type"], first["year"]) == ("Tides of cinema", "article", 2015)
    assert (first["external_ids"], first["genres"]) == (["doi:10.5555/gull.1"], ["Film studies"])
    assert (works["openalex:W12"]["name"], works["openalex:W12"]["type"]) == (
        "Salt on celluloid",
        "chapter",
    )
    people = {row["id"]: row for row in facts["Person"].to_dicts()}
    assert people["openalex:A1"]["external_ids"] == [f"orcid:{ORCID_ID}"]
    assert people["openalex:W12/author/2"]["name"] == "C. Oh"
    credits = facts["WORKED_ON"].select("from_id", "to_id", "role", "billing", "year").rows()
    assert set(credits) == {
        ("openalex:A1", "openalex:W11", "author", 1, 2015),
        ("openalex:A2", "openalex:W11", "author", 2, 2015),
        ("openalex:A1", "openalex:W12", "author", 1, 2019),
        ("openalex:W12/author/2", "openalex:W12", "author", 2, 2019),
    }
    (member,) = facts["BELONGS_TO"].to_dicts()
    assert (member["to_id"], member["since"], member["until"]) == ("openalex:I7", "2015", "2019")
    assert facts["Organisation"]["type"].to_list() == ["institution"]


def test_a_record_of_orcid_has_works_and_employments(tmp_path: Path) -> None:
    path = laid(tmp_path, record=RECORD)
    assert importer_for(path / "record.json") is IMPORTER
    facts, problems, _ = taken(path)
    assert problems == []
    works = {row["id"]: row for row in facts["Project"].to_dicts()}
    assert set(works) == {"doi:10.5555/gull.1", f"orcid:{ORCID_ID}/work/6"}
    assert works["doi:10.5555/gull.1"]["year"] == 2015
    assert works[f"orcid:{ORCID_ID}/work/6"]["type"] == "publication"
    (ann,) = facts["Person"].to_dicts()
    assert (ann["name"], ann["other_names"]) == ("Ann Ek", ["Ann Ek-Holm"])
    (job,) = facts["BELONGS_TO"].to_dicts()
    assert (job["to_id"], job["title"], job["since"], job.get("until")) == (
        "ror:04harbour", "Lecturer", "2014-03", None,
    )  # fmt: skip


def test_the_authors_of_a_whole_work_are_told_apart_from_its_owner(tmp_path: Path) -> None:
    listed = [
        contributor("Ek, A."),
        contributor("Bo Lind", "0000-0002-0000-0001"),
        contributor("Cy Oh"),
        contributor("Ed Itor", role="editor"),
    ]
    work = summary("Gulls", "2020", "10.5555/gulls", contributors={"contributor": listed})
    bulk = {"bulk": [{"work": work}], "path": f"/{ORCID_ID}/works"}
    facts, problems, _ = taken(laid(tmp_path, z_record=RECORD, bulk=bulk))
    assert problems == []
    gulls = facts["WORKED_ON"].filter(pl.col("to_id") == "doi:10.5555/gulls")
    names = dict(facts["Person"].select("id", "name").iter_rows())
    assert {names[i]: n for i, n in gulls.select("from_id", "billing").iter_rows()} == {
        "Ann Ek": 1, "Bo Lind": 2, "Cy Oh": 3,
    }  # fmt: skip


def test_co_authors_are_tied_on_both_stores(tmp_path: Path, store: Store) -> None:
    laid(tmp_path, works={"results": WORKS})
    report = import_path(store, IMPORTER, tmp_path)
    assert report.problems == []
    network = load_network(store).within("real")
    ann, bo, cy = map(network.index, ("openalex:A1", "openalex:A2", "openalex:W12/author/2"))
    ties = people_ties(network)
    assert ties.shared(ann, bo)
    assert ties.shared(ann, cy)
    assert not ties.shared(bo, cy)


def test_what_is_no_work_is_a_problem(tmp_path: Path) -> None:
    entity = {"id": "https://openalex.org/I7", "display_name": "Harbour University"}
    path = laid(tmp_path, works=WORKS, other=entity, group={"group": []})
    _, problems, _ = taken(path)
    assert {(p.origin.split("/")[-1], p.problem) for p in problems} == {
        ("other.json", "not a work"),
        ("group.json", "no ORCID iD"),
    }
    (path / "works.json").unlink()
    with pytest.raises(InputError, match="holds no works"):
        taken(path)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "title", "authorships", "author", "institutions", "results", "path",
                         "orcid-identifier", "group", "work-summary", "person", "name", "value",
                         "activities-summary", "works", "bulk", "work", "external-ids",
                         "employments", "affiliation-group", "contributors", "put-code",
                         "DOI", "message", "items", "date-parts", "issued", "affiliation",
                         "family", "ORCID"]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(values)
@settings(max_examples=80)
def test_no_json_makes_a_traceback(document: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = laid(
            Path(name),
            a=WORKS,
            b=document,
            c={"orcid-identifier": document},
            d={"items": [{"DOI": "10.5555/x", "author": document, "issued": document}, document]},
        )
        taken(path)


CROSSREF_ITEMS = [
    {
        "DOI": "10.5555/Tide.7", "type": "journal-article",
        "title": ["Tides &amp; <i>cinema</i>\n of Kent"], "original-title": [],
        "issued": {"date-parts": [[None]]}, "published": {"date-parts": [[2018, 4]]},
        "author": [
            {"given": "Ann", "family": "Ek", "sequence": "first",
             "ORCID": f"http://orcid.org/{ORCID_ID}",
             "affiliation": [{"name": "Harbour University",
                              "id": [{"id": "https://ror.org/04harbour", "id-type": "ROR"}]}]},
            {"given": "Bo", "family": "Lind", "suffix": "Jr.", "affiliation": []},
            {"name": "The Tide Consortium", "sequence": "additional"},
        ],
    },
    {
        "DOI": "10.5555/salt", "type": "proceedings-article", "title": [],
        "original-title": ["Salz"], "issued": {"date-parts": [[2020]]},
        "author": [
            {"family": "Ek", "given": "A.", "ORCID": f"https://orcid.org/{ORCID_ID}"},
            {"family": "Oh"},
        ],
    },
]  # fmt: skip


@pytest.mark.parametrize("form", ["answer", "one work", "items", "list", "lines"])
def test_works_of_crossref_are_publications_with_their_authors(tmp_path: Path, form: str) -> None:
    answer = {"status": "ok", "message-type": "work-list", "message": {"items": CROSSREF_ITEMS}}
    lines = "\n".join(json.dumps({"message-type": "work", "message": w}) for w in CROSSREF_ITEMS)
    forms = {"answer": answer, "items": {"items": CROSSREF_ITEMS}, "list": CROSSREF_ITEMS}
    text = lines if form == "lines" else json.dumps(forms.get(form, CROSSREF_ITEMS[0]))
    path = tmp_path / ("works.jsonl" if form == "lines" else "works.json")
    path.write_text(text, encoding="utf-8")
    assert importer_for(path) is IMPORTER
    facts, problems, notes = taken(path)
    assert problems == []
    works = {row["id"]: row for row in facts["Project"].to_dicts()}
    tide = works["doi:10.5555/tide.7"]
    assert (tide["name"], tide["type"], tide["year"]) == ("Tides & cinema of Kent", "article", 2018)
    people = {row["id"]: row["name"] for row in facts["Person"].to_dicts()}
    assert people[f"orcid:{ORCID_ID}"] == "Ann Ek"
    assert people["doi:10.5555/tide.7/author/2"] == "Bo Lind Jr."
    assert facts["Organisation"]["id"].to_list() == ["ror:04harbour"]
    assert any("1 author is a group, left out" in note for note in notes)
    if form == "one work":
        return
    salt = works["doi:10.5555/salt"]
    assert (salt["name"], salt["type"], salt["year"]) == ("Salz", "article", 2020)
    credits = facts["WORKED_ON"].select("from_id", "to_id", "role", "billing", "year").rows()
    assert set(credits) == {
        (f"orcid:{ORCID_ID}", "doi:10.5555/tide.7", "author", 1, 2018),
        ("doi:10.5555/tide.7/author/2", "doi:10.5555/tide.7", "author", 2, 2018),
        (f"orcid:{ORCID_ID}", "doi:10.5555/salt", "author", 1, 2020),
        ("doi:10.5555/salt/author/2", "doi:10.5555/salt", "author", 2, 2020),
    }


def test_what_crossref_answers_in_place_of_a_work_is_a_problem(tmp_path: Path) -> None:
    journal = {"message-type": "journal", "message": {"ISSN": ["1234-5678"], "title": "Tides"}}
    path = laid(tmp_path, works={"items": CROSSREF_ITEMS}, journal=journal, odd={"DOI": 7})
    _, problems, _ = taken(path)
    assert [(p.origin.split("/")[-1], p.problem) for p in problems] == [
        ("journal.json", "not a work"), ("odd.json", "not a work"),
    ]  # fmt: skip


def test_works_asked_for_by_their_numbers_have_their_owner_and_each_error_is_told(
    tmp_path: Path,
) -> None:
    listed = {"contributor": [contributor("Ann Ek", ORCID_ID), contributor("Bo Lind"), None]}
    path = f"/{ORCID_ID}/work/1"
    work = summary("Tides &amp; <i>gulls</i>", "2020", contributors=listed, path=path)
    error = {"error": {"response-code": 404, "user-message": "The work was not found."}}
    facts, problems, _ = taken(laid(tmp_path, bulk={"bulk": [{"work": work}, error]}))
    assert facts["Project"]["name"].to_list() == ["Tides & gulls"]
    assert set(facts["WORKED_ON"]["from_id"]) == {
        f"orcid:{ORCID_ID}", f"orcid:{ORCID_ID}/coauthor/bo lind",
    }  # fmt: skip
    assert [(p.value, p.problem) for p in problems] == [("The work was not found.", "not a work")]


def test_works_without_title_or_year_are_kept_and_said(tmp_path: Path) -> None:
    untitled = summary("Gulls", None) | {"title": None, "publication-date": {"year": None}}
    nameless = {"id": "https://openalex.org/W9", "title": None, "authorships": [ANN, None]}
    records = {"group": [{"work-summary": [untitled]}], "path": f"/{ORCID_ID}/works"}
    facts, problems, notes = taken(laid(tmp_path, works=[nameless], group=records))
    assert problems == []
    names = dict(facts["Project"].select("id", "name").iter_rows())
    assert names == {
        "openalex:W9": "W9", f"orcid:{ORCID_ID}/work/5": f"orcid:{ORCID_ID}/work/5",
    }  # fmt: skip
    assert any("2 works have no title" in note for note in notes)


def test_works_of_nobody_known_are_refused_with_the_reason(tmp_path: Path) -> None:
    path = laid(tmp_path, bulk={"bulk": [{"work": summary("Gulls", "2020")}]})
    with pytest.raises(InputError, match=r"holds no works \(no author\)"):
        taken(path)


def test_works_asked_for_by_their_numbers_are_of_who_put_them_there(tmp_path: Path) -> None:
    """As ORCID answers ``works/1,2``: without a path in the answer or in the works."""
    own = {"source": {"source-orcid": {"path": ORCID_ID}}, "path": None}
    linked = {"source": {"source-orcid": None, "source-client-id": {"path": "APP-1"}}}
    works = [summary("Tides", "2020", **own), summary("Gulls", "2021", **linked)]
    facts, problems, _ = taken(laid(tmp_path, bulk={"bulk": [{"work": work} for work in works]}))
    assert problems == []
    assert set(facts["WORKED_ON"].select("from_id", "to_id").iter_rows()) == {
        (f"orcid:{ORCID_ID}", f"orcid:{ORCID_ID}/work/5")
    }


def test_works_that_do_not_say_whose_they_are_go_by_the_file_or_by_their_authors(
    tmp_path: Path,
) -> None:
    listed = {"contributor": [contributor("Ann Ek", ORCID_ID), contributor("Bo Lind")]}
    work = summary("Gulls of 2020", "2020", contributors=listed)
    named, unnamed = tmp_path / "named", tmp_path / "unnamed"
    named.mkdir()
    unnamed.mkdir()
    answer = {"bulk": [{"work": work}]}
    facts, problems, _ = taken(laid(named, **{f"{ORCID_ID}_works": answer}))
    assert problems == []
    assert set(facts["WORKED_ON"]["from_id"]) == {
        f"orcid:{ORCID_ID}", f"orcid:{ORCID_ID}/coauthor/bo lind",
    }  # fmt: skip
    facts, problems, notes = taken(laid(unnamed, works=answer, no_author={
        "bulk": [{"work": summary("Salt", "2020")}]}))  # fmt: skip
    assert [(p.value, p.problem) for p in problems] == [("Salt", "no author")]
    assert set(facts["WORKED_ON"]["from_id"]) == {
        f"orcid:{ORCID_ID}", "orcid:work/13/author/bo lind",
    }  # fmt: skip
    assert any("1 author has no ORCID iD" in note for note in notes)


def test_what_lacks_any_id_is_told(tmp_path: Path) -> None:
    work = summary("Gulls", "2020") | {"put-code": None}
    records = {"group": [{"work-summary": [work]}], "path": f"/{ORCID_ID}/works"}
    _, problems, _ = taken(laid(tmp_path, group=records))
    assert [(p.value, p.problem) for p in problems] == [("Gulls", "no id")]
