"""Mappings that ``guess`` drafts for works on which films are based, and for people only shown."""

from pathlib import Path

from tests.importers.test_inferred_mappings import Facts, guessed_text, values


def ends(facts: Facts, kind: str, *more: str) -> set[tuple[object, ...]]:
    names = ("from_id", "to_id", *more)
    return {tuple(row[name] for name in names) for row in facts.get(kind, [])}


def test_works_that_films_are_made_after_are_works_with_their_authors(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "title,year,director,based on\n"
        "Salt,1996,Ann Ek,the novel Salt by Bo Lind\nAgain,2007,Cy Oh,Salt Road (1990)\n"
        "Salt Road,1990,Ann Ek,\nTide,2008,Cy Oh,novel by Bo Lind; The Sea\nEbb,2009,Cy Oh,novel\n"
        "红高粱,1987,张艺谋,莫言同名小说\n",
    )
    assert ends(facts, "BASED_ON") == {
        ("t:film/Salt (1996)", "t:work/Salt"),
        ("t:film/Again (2007)", "t:film/Salt Road (1990)"),
        ("t:film/Tide (2008)", "t:work/The Sea"),
        ("t:film/红高粱 (1987)", "t:work/红高粱"),
    }
    assert {pair for pair in ends(facts, "WORKED_ON", "role") if pair[2] == "author"} == {
        ("t:person/Bo Lind", "t:work/Salt", "author"),
        ("t:person/Bo Lind", "t:film/Tide (2008)", "author"),
        ("t:person/莫言", "t:work/红高粱", "author"),
    }
    assert "# Not sure: based on is read as the works" in text
    assert "# Not used" not in text


def test_the_writer_of_the_script_beside_a_work_wrote_for_the_screen(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path, "片名,年份,导演,编剧,改编自\n活着,1994,张艺谋,余华,余华小说《活着》\n"
    )
    credits = {(row["to_id"], row["role"], row.get("job")) for row in facts["WORKED_ON"]}
    assert credits >= {
        ("t:film/活着 (1994)", "writer", "screenplay"),
        ("t:work/活着", "author", None),
    }


def test_works_of_wikidata_keep_their_ids(tmp_path: Path) -> None:
    facts, _ = guessed_text(
        tmp_path,
        "film,filmLabel,director,directorLabel,basedOn,basedOnLabel,afterAWorkByLabel\n"
        "http://www.wikidata.org/entity/Q11,Again,http://www.wikidata.org/entity/Q21,Ann Ek,"
        "http://www.wikidata.org/entity/Q31,Salt,Bo Lind\n",
    )
    assert ends(facts, "BASED_ON") == {("wikidata:Q11", "wikidata:Q31")}
    assert ("t:person/Bo Lind", "wikidata:Q11", "author") in ends(facts, "WORKED_ON", "role")


def test_who_is_shown_thanked_or_adapted_has_that_role(tmp_path: Path) -> None:
    facts, text = guessed_text(
        tmp_path,
        "title,director,archive footage,special thanks,story by,原著,extras\n"
        'Salt,Ann Ek,"Bo Lind, Cy Oh",Di Ra,Eve Fox,严歌苓,Gu Hu\n',
    )
    assert [*zip(values(facts, "Person"), values(facts, "WORKED_ON", "role"), strict=True)] == [
        ("Ann Ek", "director"),
        ("Bo Lind", "archive footage"),
        ("Cy Oh", "archive footage"),
        ("Di Ra", "thanks"),
        ("Eve Fox", "story"),
        ("严歌苓", "author"),
        ("Gu Hu", "extra"),
    ]
    assert "# Not used" not in text
