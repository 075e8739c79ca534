"""Mappings that ``guess`` drafts for names with notes next to them."""

from pathlib import Path

from tests.importers.test_inferred_mappings import Facts, guessed_text, values


def people_of(facts: Facts) -> dict[object, dict[str, object]]:
    return {row["name"]: row for row in facts["Person"]}


def credits_of(facts: Facts, name: str) -> set[tuple[object, ...]]:
    """The roles, jobs and characters of a person's credits."""
    person = people_of(facts)[name]["id"]
    return {
        (row["role"], row.get("job"), *(row.get("characters") or ()))
        for row in facts["WORKED_ON"]
        if row["from_id"] == person
    }


def test_countries_and_years_in_brackets_after_a_name_are_kept_beside_it(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "title,year,director,cast\n"
        'Salt,2001,Ann Ek (Portugal),"Bo Lind (France, Spain), Cy Oh (1895-1931)"\n'
        "Sand,2002,Di Ra (Côte d'Ivoire),Eve Fox (b. 1971)\n海,2003,张艺谋（中国）,Cy (Li)\n",
    )
    people = people_of(facts)
    assert [people[name]["markets"] for name in ("Ann Ek", "Bo Lind", "Di Ra", "张艺谋")] == [
        ["Portugal"], ["France", "Spain"], ["Côte d'Ivoire"], ["中国"],
    ]  # fmt: skip
    assert (people["Cy Oh"]["born"], people["Cy Oh"]["died"]) == (1895, 1931)
    assert people["Eve Fox"]["born"] == 1971
    assert "Cy (Li)" in people, "nobody can tell what this is"
    assert "# Not sure: director: '(Portugal)' after a name is read as a country" in text


def test_notes_on_the_work_after_a_name_are_of_the_credit(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "title,year,writer,cast\n"
        "Salt,2001,Ann Ek (novel); Bo Lind (screenplay),Cy Oh (Self); Di Ra (archive footage)\n",
    )
    assert credits_of(facts, "Ann Ek") == {("writer", "novel")}
    assert credits_of(facts, "Bo Lind") == {("writer", "screenplay")}
    assert credits_of(facts, "Cy Oh") == {("actor", None, "Self")}
    assert credits_of(facts, "Di Ra") == {("actor", None, "archive footage")}


def test_roles_before_a_name_are_roles(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "film,year,people,director\n"
        "Salt,2001,Prod. Ann Ek; Writer: Bo Lind; Dr. Cy Oh,Directed by Di Ra\n"
        "海,2003,编剧：李樯,导演：张艺谋\n",
    )
    roles = {name: {c[0] for c in credits_of(facts, str(name))} for name in people_of(facts)}
    assert roles == {
        "Ann Ek": {"producer"}, "Bo Lind": {"writer"}, "Dr. Cy Oh": {"crew"}, "李樯": {"writer"},
        "Di Ra": {"director"}, "张艺谋": {"director"},
    }  # fmt: skip
    assert "# Not sure: people: 'Prod.' before a name is read as a role" in text


def test_who_is_with_somebody_is_a_person_and_who_is_unnamed_is_said(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "title,year,director,cast\n"
        'Salt,2001,Ann Ek with Bo Lind,"Cy Oh, Di Ra, and Eve Fox"\n'
        'Sand,2002,Ann Ek et al.,"Cy Oh, et al."\n海,2003,张艺谋等,巩俐等\n',
    )
    assert [*people_of(facts)] == [
        "Ann Ek", "Bo Lind", "张艺谋", "Cy Oh", "Di Ra", "Eve Fox", "巩俐",
    ]  # fmt: skip
    assert "# Not sure: director: 'Ann Ek et al.' refers to further unnamed people" in text


def test_what_stands_for_nobody_is_no_person(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "title,director,cast\n"
        'Salt,Unknown,"Ann Ek, Bo Lind"\nSand,Various,"Ann Ek, N.N."\n海,佚名,Unknown Jo\n',
    )
    assert [*people_of(facts)] == ["Ann Ek", "Bo Lind", "Unknown Jo"]
    assert (
        "# Not sure: director: 'Unknown' is read as a placeholder, not a name, and left out" in text
    )


def test_what_stands_beside_a_family_name_first_is_taken_off(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path, 'title,director\nSalt,"Ek, Ann (Portugal)"\nSand,"van Lind, Bo"\n'
    )
    assert values(facts, "Person") == ["Ann Ek", "Bo van Lind"]
