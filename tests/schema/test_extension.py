"""Schema files: what they may contain, and the error for each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.errors import GraphmodelError, SchemaError
from graphmodel.schema.declarations import Group
from graphmodel.schema.extension import NOTHING
from graphmodel.schema.extension_file import parse_extension, read_extension
from graphmodel.schema.model import (
    JUDGEMENT,
    LINK_KINDS,
    NODE_KINDS,
    SHIPPED,
    activated,
    active,
    joined_by,
    link_kinds,
)
from tests.schema.schema_example import lay_down

KIND = "kinds:\n  Agency: {description: represents people%s}\n"
LINK = (
    "kinds:\n  Agency: {description: represents people}\nlinks:\n  %s:\n    description: d\n"
    "    caption: c\n    caption_back: b\n    from: Agency\n    to: Person\n%s"
)


def test_the_example_is_what_it_says(tmp_path: Path) -> None:
    lay_down(tmp_path)
    schema = read_extension(tmp_path / "schema.yaml").schema()
    agency, link = schema.nodes["Agency"], schema.links["MANAGES"]
    assert (agency.plural, agency.shape, agency.trait) == ("Agencies", "square", "company")
    assert agency.group == Group(("membership",), "company", 1.0, "organisation")
    assert [p.name for p in agency.properties][-2:] == ["founded", "country"]
    assert (link.ends, link.key, link.meaning) == (
        (("Agency", "Person"),),
        ("since",),
        "membership",
    )
    assert ("Agency", "Agency") in schema.links[JUDGEMENT].ends
    assert "open_to_work" in {p.name for p in schema.nodes["Person"].properties}
    kinds = next(p for p in schema.nodes["Project"].properties if p.name == "type").allowed
    shipped = next(p for p in SHIPPED.nodes["Project"].properties if p.name == "type").allowed
    assert kinds == (*shipped, "podcast")


def test_what_is_kept_reads_back_the_same(tmp_path: Path) -> None:
    lay_down(tmp_path)
    extension = read_extension(tmp_path / "schema.yaml")
    again = parse_extension(extension.as_text(), "kept")
    assert again.as_text() == extension.as_text()
    assert again.schema().key == extension.schema().key
    assert NOTHING.schema().key == SHIPPED.key


def test_the_active_schema_is_what_everybody_sees(tmp_path: Path) -> None:
    lay_down(tmp_path)
    before = active()
    with activated(read_extension(tmp_path / "schema.yaml").schema()):
        assert "Agency" in NODE_KINDS
        assert "MANAGES" in LINK_KINDS
        assert joined_by("membership") == ("Organisation", "Agency")
        assert link_kinds("membership") == ("BELONGS_TO", "MANAGES")
        assert active().shared_kinds[:-1] == before.shared_kinds
    assert active() is before
    assert "Agency" not in NODE_KINDS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind:\n  Agency: {}\n", "line 1: the schema has no 'kind'; did you mean 'kinds'?"),
        ("kinds:\n  Agency: {}\n", "line 2: Agency lacks description"),
        (KIND % ", color: red", "line 2: Agency has no 'color'; did you mean 'colour'?"),
        (KIND % ', colour: "red"', "line 2: colour of Agency cannot be 'red'"),
        (KIND % ", shape: circle", "shape of Agency cannot be 'circle'"),
        (KIND % ", trait: firm", "trait of Agency cannot be 'firm'"),
        (KIND % ", group: {cohort: agency}", "cohort of Agency cannot be 'agency'"),
        (KIND % ", group: {weight: 2}", "weight of Agency cannot be '2'"),
        ("kinds:\n  agency: {description: x}\n", "'agency' cannot be a kind"),
        ("kinds:\n  Agency`: {description: x}\n", "cannot be a kind"),
        ("kinds:\n  Person: {description: x}\n", "Person is taken by Person"),
        ("kinds:\n  Creator: {description: x}\n", "Creator is taken by Creator"),
        ("kinds:\n  Made: {description: x}\n", "Made is taken by MADE"),
        ("kinds:\n  GraphmodelStore: {description: x}\n", "the program's own"),
        (f"kinds:\n  A{'b' * 70}: {{description: x}}\n", "too long"),
        (LINK % ("MATCH", ""), "MATCH is a word of Cypher"),
        (LINK % ("Represents", ""), "'Represents' cannot be a link"),
        (LINK % ("MANAGES", "    key: [since]\n"), "key of MANAGES cannot be 'since'"),
        (LINK % ("MANAGES", "    meaning: credit\n"), "a credit leads from Person to Project"),
        (LINK % ("MANAGES", "    meaning: study\n"), "a study leads from Person; turn its"),
        (LINK % ("MANAGES", "    meaning: judgement\n"), "meaning of MANAGES cannot be"),
        (
            KIND % ", properties: {place: {type: texts, description: x}}",
            "Agency.place is texts, and place of School is text",
        ),
        (KIND % ", properties: {source: {type: text, description: x}}", "a column of every table"),
        (KIND % ", properties: {name: {type: text, description: x}}", "has name already"),
        (KIND % ", properties: {size: {type: int, description: x}}", "did you mean 'integer'?"),
        (
            KIND % ", properties: {size: {type: text, description: x, allowed: []}}",
            "Agency.size allows nothing",
        ),
        ("properties:\n  Persona: {}\n", "line 2: no kind 'Persona' that ships"),
        (
            "properties:\n  Person:\n    born: {type: integer, description: x}\n",
            "line 3: Person has born already",
        ),
        ("allowed:\n  Project:\n    type: [film]\n", "Project.type allows 'film' already"),
        ("allowed:\n  Project:\n    name: [x]\n", "allowed of Project has no 'name'"),
        ("kinds: &a\n  Agency: *a\n", "no & or *"),
        ("kinds: !!python/object:os.system\n  Agency: {}\n", "a schema has no tags"),
        ("", "is empty"),
        ("[" * 40, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(GraphmodelError) as caught:
        parse_extension(text, "schema.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("schema.yaml")


def test_everything_wrong_is_listed_at_once_in_order() -> None:
    text = (LINK % ("MANAGES", "    meaning: member\n")) + "kind: {}\n"
    with pytest.raises(SchemaError) as caught:
        parse_extension(text.replace("represents people", ""), "schema.yaml")
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "schema.yaml, line 2",
        "schema.yaml, line 10",
        "schema.yaml, line 11",
    ]
