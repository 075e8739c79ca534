"""Progress of projects, and which are stuck, computed by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from graphmodel import words
from graphmodel.analysis.pipeline.formats import episodes, fits, form_of
from graphmodel.analysis.pipeline.pipeline import Pipeline, PipelineProject, pipeline
from graphmodel.analysis.pipeline.unblocking import likeness
from graphmodel.analysis.pipeline.wordings import overview, problem_in_words
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.analysis.talent_networks import talent

ASKED = "2026-11-30"
SERIES = {"kind": "Project", "type": "series", "episodes_from": 8, "episodes_to": 12}


def past(days: int, form: dict[str, Any] = SERIES, **values: Any) -> dict[str, Any]:
    """A project in script for ``days`` days (below 366) from 1 January 2020."""
    end = datetime.date(2020, 1, 1) + datetime.timedelta(days=days)
    return {**form, "stages": [f"script 2020-01-01/{end}", f"released {end}/"], **values}


def live(since: str, **values: Any) -> dict[str, Any]:
    return {**SERIES, "stages": [f"script {since}/"], **values}


def past_projects(count: int) -> dict[str, dict[str, Any]]:
    """Projects that left script after 10, 20, 30, ... days."""
    return {f"past-{n:02}": past(10 * n) for n in range(1, count + 1)}


def ask(
    nodes: dict[str, Any], links: list[dict[str, Any]] | None = None, **options: Any
) -> Pipeline:
    return pipeline(talent(nodes, links or []), as_of=options.pop("as_of", ASKED), **options)


def only(answer: Pipeline) -> PipelineProject:
    (project,) = answer.projects
    return project


def test_a_project_is_compared_with_those_of_its_format_in_its_stage() -> None:
    # 90 days in script; of the 20 others, 9 stayed no longer (10, 20, ..., 90 days).
    features = {f"film-{n}": past(1, {"kind": "Project", "type": "film"}) for n in range(30)}
    project = only(ask({"new": live("2026-09-01")} | past_projects(20) | features))
    assert (project.stage, project.since, project.days, project.exact) == (
        "script", "2026-09-01", 90, True,
    )  # fmt: skip
    compared = project.comparison
    assert compared is not None
    assert (compared.form, compared.projects, compared.median) == ("8-12", 20, 100)
    assert compared.longer_than == pytest.approx(9 / 20)
    assert compared.stuck is False
    assert compared.lowest is not None
    assert compared.highest is not None
    assert compared.lowest < 0.45 < compared.highest
    assert project.sources == ("s",)


def test_stuck_is_longer_than_all_but_the_share_asked_for() -> None:
    # 180 days: 18 of 20 stayed no longer, so 2 of 20 stayed longer, exactly 0.1.
    nodes = {"new": live("2026-06-03")} | past_projects(20)
    compared = only(ask(nodes)).comparison
    assert compared is not None
    assert (compared.longer_than, compared.stuck) == (pytest.approx(0.9), True)
    assert only(ask(nodes, stuck=0.1)).id == "new"
    assert ask(nodes, stuck=0.09).projects == ()
    assert only(ask(nodes, as_of="2026-11-29")).comparison.stuck is False  # type: ignore[union-attr]


def test_those_that_still_stay_count_as_long_as_they_are_seen() -> None:
    # By hand: 15 ended at 10 ... 150 days; one other is censored at 100 days. Beyond 120 days:
    # 16 at risk until 90 days: 7/16; at 100 one of 7 ends: 6/16, and the other is censored;
    # at 110 one of 5, at 120 one of 4: 6/16 x 4/5 x 3/4 = 0.225.
    nodes = {"new": live("2026-08-02"), "stays": live("2026-08-22")} | past_projects(15)
    new, stays = sorted(ask(nodes).projects, key=lambda p: p.id)
    assert (new.days, stays.days) == (120, 100)
    assert new.comparison is not None
    assert stays.comparison is not None
    assert new.comparison.longer_than == pytest.approx(1 - 0.225)
    assert stays.comparison.projects == 16


def test_fewer_than_fifteen_others_are_no_judge() -> None:
    compared = only(ask({"new": live("2020-01-01")} | past_projects(14))).comparison
    assert compared is not None
    assert (compared.projects, compared.median) == (14, 70)
    assert (compared.longer_than, compared.stuck, compared.lowest) == (None, None, None)
    judged = only(ask({"new": live("2020-01-01")} | past_projects(15))).comparison
    assert judged is not None
    assert judged.stuck is True
    assert ask({"new": live("2020-01-01")} | past_projects(14), stuck=0.5).projects == ()


def test_those_that_cannot_be_judged_are_counted_also_where_only_stuck_ones_are_asked() -> None:
    answer = ask({"new": live("2026-09-01")} | past_projects(5), stuck=0.1)
    assert (answer.projects, answer.too_few) == ((), 1)
    assert "0 stuck; 1 with too few similar ones to tell" in next(iter(overview(answer)))


def test_every_format_is_compared_on_request() -> None:
    films = {f"film-{n}": past(5, {"kind": "Project", "type": "film"}) for n in range(10)}
    nodes = {"new": live("2026-11-20")} | past_projects(10) | films
    assert only(ask(nodes)).comparison.projects == 10  # type: ignore[union-attr]
    compared = only(ask(nodes, any_form=True)).comparison
    assert compared is not None
    assert (compared.form, compared.projects) == ("every format", 20)
    assert compared.longer_than == pytest.approx(11 / 20)


def test_what_is_dated_later_is_a_plan() -> None:
    nodes = {
        "soon": {**SERIES, "stages": ["concept 2026-12-05/"]},
        "to-move": {**SERIES, "stages": ["concept 2026-11-01/2026-12-24", "treatment 2026-12-24/"]},
    }
    project = only(ask(nodes))
    assert (project.id, project.stage, project.days) == ("to-move", "concept", 29)
    assert project.planned_until == "2026-12-24"
    later = ask(nodes, as_of="2026-12-31")
    assert [(p.id, p.stage, p.days) for p in later.projects] == [
        ("soon", "concept", 26), ("to-move", "treatment", 7),
    ]  # fmt: skip


def test_stages_that_contradict_themselves_are_named_and_not_judged() -> None:
    nodes = {
        "open": {**SERIES, "stages": ["concept 2026-01-01/", "script 2026-03-01/"]},
        "over": {**SERIES, "stages": ["concept 2026-01-01/2026-04-01", "script 2026-03-01/"]},
        "fine": {**SERIES, "stages": ["concept 2026-01/2026-03", "script 2026-03-01/"]},
    }
    answer = ask(nodes)
    assert only(answer).id == "fine"
    assert only(answer).comparison.projects == 0  # type: ignore[union-attr]
    assert {p.id: (p.problem, p.cure) for p in answer.problems} == {
        "open": (
            "concept since 2026-01-01 has no end, yet script begins 2026-03-01",
            "give concept its end",
        ),
        "over": (
            "concept ends 2026-04-01, after script begins 2026-03-01",
            "correct one of the two dates",
        ),
    }
    assert [problem_in_words(problem) for problem in answer.problems] == [
        f"{p.name}: {p.problem}; {p.cure}." for p in answer.problems
    ]
    with words.speaking(words.CHINESE):
        shown = problem_in_words(answer.problems[0])
    assert "concept" not in shown


def test_stages_without_dates_and_after_the_last_one_are_told_apart() -> None:
    answer = ask(
        {
            "bare": {**SERIES, "stage": "script"},
            "left": {**SERIES, "stages": ["script 2026-01-01/2026-02-01"]},
            "month": live("2026-09"),
            "done": {**SERIES, "stage": "released"},
            "given-up": {**SERIES, "stages": ["abandoned 2026-01-01/"]},
        }
    )
    seen = {p.id: (p.since, p.until, p.days, p.comparison is None) for p in answer.projects}
    assert seen == {
        "bare": (None, None, None, True),
        "left": ("2026-01-01", "2026-02-01", None, True),
        "month": ("2026-09", None, 76, False),
    }
    assert not next(p for p in answer.projects if p.id == "month").exact


HELP: dict[str, Any] = {"kind": "HELPED", "stage": "script", "how": "found a lead"}


def long_stays() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Nine projects left script after 100 days, the median. Of those that stayed longer, two were
    helped before they moved on, one on that day, one not at all, and one was abandoned."""
    nodes = {f"quick-{n}": past(100) for n in range(9)}
    nodes |= {
        "helped-moved": past(160, genres=["Drama"]),
        "helped-late": past(300),
        "same-day": past(200),
        "alone": past(150, genres=["Drama", "Crime"]),
        "given-up": {**SERIES, "stages": ["script 2020-01-01/2020-06-01", "abandoned 2020-06-01/"]},
        "new": live("2026-11-01", genres=["Drama"]),
    }
    links = [
        HELP | {"from": "max", "to": "helped-moved", "dated": "2020-05-01"},
        HELP | {"from": "max", "to": "helped-late", "dated": "2020-05-10"},
        HELP | {"from": "ida", "to": "same-day", "dated": "2020-07-19"},
        HELP | {"from": "ida", "to": "alone", "dated": "2020-02-01", "stage": "concept"},
    ]
    return nodes, links


def test_what_came_of_help_is_told_with_its_rates() -> None:
    nodes, links = long_stays()
    # Without a following stage it is unknown whether the project moved on.
    nodes["gone"] = {**SERIES, "stages": ["script 2020-01-01/2020-06-01"]}
    (script,) = ask(nodes, links).unblocking
    assert (script.stage, script.days, script.stays, script.at_the_end) == ("script", 90, 6, 1)
    # Help on 1 May, moved on 9 June: within 90 days; help on 10 May, moved on 27 October: not.
    assert (script.helped.moved, script.helped.of) == (1, 2)
    # 100 days were over on 10 April: alone moved on 30 May; the abandoned one counts as neither.
    assert (script.unhelped.moved, script.unhelped.of) == (1, 1)
    assert script.helped.lowest == pytest.approx(0.0945, abs=1e-4)


def test_similar_projects_that_moved_on_are_told_with_who_helped() -> None:
    nodes, links = long_stays()
    new = only(ask(nodes, links))
    assert [(c.id, c.days, c.next_stage) for c in new.similar] == [
        ("helped-moved", 160, "released"),
        ("helped-late", 300, "released"),
        ("same-day", 200, "released"),
        ("alone", 150, "released"),
    ]
    first = new.similar[0]
    assert [(h.person, h.dated, h.how) for h in first.helps] == [
        ("max", "2020-05-01", "found a lead")
    ]
    # Format and episodes match; genres match fully, are unknown, and match by one of two.
    assert first.likeness == 1
    assert new.similar[1].likeness == pytest.approx(2 / 3)
    assert new.similar[3].likeness == pytest.approx((1 + 1 + 0.5) / 3)


def test_help_of_another_time_in_the_same_stage_is_no_help_then() -> None:
    nodes = {f"quick-{n}": past(100) for n in range(5)} | {"new": live("2026-11-01")}
    twice = ["script 2020-01-01/2020-06-01", "development 2020-06-01/2021-01-01",
             "script 2021-01-01/2021-02-01", "released 2021-02-01/"]  # fmt: skip
    nodes["twice"] = {**SERIES, "stages": twice}
    links = [HELP | {"from": "max", "to": "twice", "dated": "2021-01-15"}]
    (case,) = only(ask(nodes, links)).similar
    assert (case.id, case.until, case.helps) == ("twice", "2020-06-01", ())


def test_attachments_and_the_roles_that_nobody_is_known_in() -> None:
    nodes = {
        "new": live("2026-09-01"),
        "studio": {"kind": "Organisation", "name": "Studio"},
        "lead": {"kind": "Place", "type": "open role", "name": "Lead"},
        "taken": {"kind": "Place", "type": "open role", "name": "Taken", "state": "filled"},
    }
    links = [
        {"kind": "WORKED_ON", "from": "ann", "to": "new", "role": "writer", "year": 2026},
        {"kind": "WORKED_ON", "from": "bo", "to": "new", "role": "director", "year": 2027},
        {"kind": "MADE", "from": "studio", "to": "new", "role": "developer"},
        {"kind": "OFFERS", "from": "new", "to": "lead"},
        {"kind": "OFFERS", "from": "new", "to": "taken"},
    ]
    project = only(ask(nodes, links))
    assert [(a.id, a.role, a.planned) for a in project.attached] == [
        ("bo", "director", True), ("ann", "writer", False), ("studio", "developer", False),
    ]  # fmt: skip
    assert (project.unknown_roles, project.open_places) == (("producer",), ("lead",))
    links[0]["role"] = "Writer "
    assert only(ask(nodes, links)).unknown_roles == ("producer",)
    assert "ann" in {a.id for a in only(ask(nodes, links)).leading}
    answer = ask(nodes, links)
    assert answer.to_polars().row(0, named=True)["attached"] == ["ann", "Studio"]
    joined = answer.to_networkx().edges
    planned = [joined[who, "new"]["planned"] for who in ("ann", "bo", "studio")]
    assert planned == [False, True, False]


def test_a_programme_has_its_projects_and_those_of_its_participants() -> None:
    nodes = {
        **{name: live("2026-09-01") for name in ("own", "hers", "mentored", "applied", "later")},
        "lantern": {"kind": "Programme", "name": "Lantern"},
        "camp": {"kind": "Event", "name": "Camp"},
    }
    joins = {"kind": "TAKES_PART_IN", "role": "participant"}
    links: list[dict[str, Any]] = [
        joins | {"from": "own", "to": "camp"},
        {"kind": "PART_OF", "from": "camp", "to": "lantern"},
        joins | {"from": "ann", "to": "lantern"},
        joins | {"from": "max", "to": "lantern", "role": "mentor"},
        joins | {"from": "bo", "to": "lantern", "outcome": "not taken in"},
        joins | {"from": "cy", "to": "lantern", "since": "2027-01"},
        *(
            {"kind": "WORKED_ON", "from": who, "to": what, "role": "writer"}
            for who, what in (("ann", "hers"), ("ann", "own"), ("max", "mentored"),
                              ("bo", "applied"), ("cy", "later"))
        ),
    ]  # fmt: skip
    answer = ask(nodes, links, programme="lantern")
    assert {p.id: p.through for p in answer.projects} == {"own": ("own",), "hers": ("ann",)}
    assert [p.id for p in ask(nodes, links, programme="camp").projects] == ["own"]
    with pytest.raises(InputError, match="neither programme nor event"):
        ask(nodes, links, programme="ann")


@pytest.mark.parametrize(
    ("values", "span", "form", "fit"),
    [
        ({"episodes_from": 10, "episodes_to": 16}, (10, 16), "8-12", {"8-12": 3 / 7, "16": 1 / 7}),
        ({"episodes_from": 16}, (16, 16), "16", {"16": 1}),
        ({"format": "18 to 24 episodes"}, (18, 24), "18-24", {"18-24": 1}),
        ({"format": f"{'9' * 5000} episodes"}, None, "unknown format", {}),
        ({"format": "8 x 45 minutes"}, (8, 8), "8-12", {"8-12": 1}),
        ({"episodes_to": 6}, (6, 6), "6 episodes", {}),
        ({"type": "film"}, None, "feature", {"feature": 1}),
        ({"format": "Feature"}, None, "feature", {"feature": 1}),
        ({"format": "Featurette, 12 min", "type": "short"}, None, "short", {}),
        ({"format": "first-time features"}, None, "feature", {"feature": 1}),
        ({"episodes_to": 1}, (1, 1), "1 episode", {}),
        ({"type": "series"}, None, "series", {}),
        ({}, None, "unknown format", {}),
    ],
)  # fmt: skip
def test_formats(values: dict[str, Any], span: Any, form: str, fit: dict[str, float]) -> None:
    assert episodes(values) == span
    assert form_of(values) == form
    assert {f.format: f.share for f in fits(values)} == pytest.approx(fit)


def test_projects_are_chosen_by_stage_and_format() -> None:
    nodes = {
        "eight": live("2026-09-01"),
        "wide": live("2026-09-02", episodes_to=16),
        "concept": {**SERIES, "stages": ["concept 2026-09-01/"]},
    }
    assert [p.id for p in ask(nodes).projects] == ["concept", "eight", "wide"]
    assert [p.id for p in ask(nodes, stage="script").projects] == ["eight", "wide"]
    assert [p.id for p in ask(nodes, format="16").projects] == ["wide"]
    with pytest.raises(InputError, match="'draft' is not a stage"):
        ask(nodes, stage="draft")
    said = "'20' is not a format; give one of 8-12, 16, 18-24, feature"
    with pytest.raises(InputError, match=said):
        ask(nodes, format="20")
    with pytest.raises(InputError, match="between 0 and 1"):
        ask(nodes, stuck=1.0)


def facts() -> dict[str, Any]:
    """The long stays and six more projects as rows by kind, for a store."""
    nodes, links = long_stays()
    nodes |= past_projects(6)
    return {
        "Project": [
            {"id": f"x:{id_}", "name": id_} | {k: v for k, v in node.items() if k != "kind"}
            for id_, node in nodes.items()
        ],
        "Person": [{"id": f"x:{id_}", "name": id_} for id_ in ("max", "ida")],
        "HELPED": [
            {"from_id": f"x:{link['from']}", "to_id": f"x:{link['to']}"}
            | {k: v for k, v in link.items() if k not in ("kind", "from", "to")}
            for link in links
        ],
    }


def test_both_stores_give_the_same_answer(store: Store) -> None:
    report = import_facts(facts(), name="o", source={"id": "x:s", "name": "s"}, store=store)
    assert report.problems == []
    answer = pipeline(load_network(store), as_of=ASKED)
    project = only(answer)
    assert (project.id, project.days, project.sources) == ("x:new", 29, ("x:s",))
    assert project.comparison is not None
    assert project.comparison.projects == 20
    # Of 20 others, those with 10 and 20 days stayed no longer than 29 days.
    assert project.comparison.longer_than == pytest.approx(2 / 20)
    assert [h.name for h in project.similar[0].helps] == ["max"]


def test_it_becomes_a_table_and_a_graph() -> None:
    nodes, links = long_stays()
    links.append({"kind": "WORKED_ON", "from": "ann", "to": "new", "role": "writer"})
    answer = ask(nodes, links)
    assert answer.to_polars().row(0, named=True)["attached"] == ["ann"]
    assert answer.to_networkx().edges["ann", "new"]["role"] == "writer"


def test_a_mistyped_number_of_episodes_costs_no_memory() -> None:
    new = live("2020-01-01", episodes_to=20_000_000_000)
    assert only(ask({"new": new} | past_projects(20))).id == "new"
    own, past_one = (
        {"form": "", "market": "", "episode_span": span, "genre_set": frozenset()}
        for span in ((8, 10**9 + 7), (3, 12))
    )
    assert likeness(own, past_one) == pytest.approx(5 / (10**9 + 5))
    assert likeness(own, {**past_one, "episode_span": (1, 7)}) == 0
