"""Weights, training, filters, counterfactuals, diversity and exposure."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphmodel.analysis.forecast.concentration import gini
from graphmodel.analysis.suggestions.backtest import order_before
from graphmodel.analysis.suggestions.counterfactual import _hypotheses, counterfactual
from graphmodel.analysis.suggestions.diversity import diversify
from graphmodel.analysis.suggestions.exposure import exposure, exposure_in_plan
from graphmodel.analysis.suggestions.features import Features, Subject
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.labelled import Labelled
from graphmodel.analysis.suggestions.lessons import MIN_OF_EACH, LabelledPair
from graphmodel.analysis.suggestions.model import DEFAULT, Model, liveliness, load_model, save_model
from graphmodel.analysis.suggestions.reasons import KINDS, RECENT
from graphmodel.analysis.suggestions.recommender import Candidates, Recommender, suggest
from graphmodel.analysis.suggestions.training import (
    Case,
    TrainingOptions,
    calibrate,
    choice_weights,
    known_before,
    train,
)
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network
from tests.analysis.talent_networks import talent


def teams(years: int = 14) -> Network:
    """Six teams of sixteen; each year three members make a film, twice per team, so that new ties
    arise within teams."""
    rng = np.random.default_rng(3)
    crews, years_of, attributes = {}, {}, {}
    for year in range(2000, 2000 + years):
        for team in range(6):
            for film in range(2):
                name = f"f{year}-{team}-{film}"
                crews[name] = [f"p{team}{m:02}" for m in rng.choice(16, 3, replace=False)]
                years_of[name] = year
                attributes[name] = {"genres": [f"genre {team}"], "countries": [f"land {team % 3}"]}
    return credits_network(crews, years=years_of, projects=attributes)


NETWORK = teams()
MODEL = train(NETWORK, TrainingOptions(years=2, people=60))


def test_training_keeps_signs_and_describes_what_it_learned_from() -> None:
    assert MODEL.trained_on is not None
    assert MODEL.trained_on.until == 2014
    assert MODEL.trained_on.people == len(NETWORK.of_kind("Person"))
    for weight, kind in zip(MODEL.weights, KINDS.values(), strict=True):
        assert weight * kind.sign >= 0
    # Nothing is known about schools: the default weight times the common factor.
    factor = MODEL.weights[list(KINDS).index("school")] / KINDS["school"].weight
    assert MODEL.weights[list(KINDS).index("mentor")] == pytest.approx(
        KINDS["mentor"].weight * factor
    )


def test_chances_add_up_to_the_ties_that_came() -> None:
    """Chances from before 2012, compared with the ties of 2012 and 2013."""
    earlier = train(known_before(NETWORK, 2012), TrainingOptions(years=2, people=60))
    recommender = Recommender(NETWORK, now=2011)
    later_pairs = {
        (a, b)
        for f in NETWORK.links.filter(NETWORK.links["first_year"] >= 2012).partition_by("target")
        for a in f["source"]
        for b in f["source"]
    }
    expected, observed = 0.0, 0
    for node in NETWORK.of_kind("Person"):
        for suggestion in recommender.suggest(NETWORK.ids[node], limit=50, model=earlier):
            assert suggestion.probability is not None
            expected += suggestion.probability
            observed += (node, NETWORK.index(suggestion.id)) in later_pairs
    assert observed > 20
    assert expected == pytest.approx(observed, rel=0.5)


def test_with_a_trained_model_reasons_and_base_make_the_chance() -> None:
    answer = suggest(NETWORK, "p000", model=MODEL)
    if not answer.items:
        answer = suggest(NETWORK, "p000", model=MODEL, now=2006)
    for suggestion in answer:
        assert answer.base is not None
        total = answer.base + sum(r.contribution for r in suggestion.reasons)
        assert suggestion.probability == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)


def test_the_order_of_an_earlier_year_is_what_suggest_gave_then() -> None:
    """Later facts do not change it."""
    known = known_before(NETWORK, 2012)
    model = train(known, TrainingOptions(years=2, people=300))
    person = int(np.flatnonzero(NETWORK.of_kind("Person") == NETWORK.index("p000"))[0])
    for network in (NETWORK, known):
        ranked = order_before(network, 2012, years=2)(person)
        order = np.argsort(-ranked.scores, kind="stable")
        assert ranked.chances is not None
        chances = {
            network.ids[network.of_kind("Person")[ranked.rows[position]]]: ranked.chances[position]
            for position in order
            if ranked.scores[position] > 0
        }
        suggestions = suggest(known, "p000", limit=100, model=model, now=2011)
        assert [suggestion.id for suggestion in suggestions] == list(chances)
        assert [suggestion.probability for suggestion in suggestions] == pytest.approx(
            list(chances.values())
        )
    assert order_before(NETWORK, 2001, years=2)(person).chances is None


def test_works_called_recent_are_recent() -> None:
    films = NETWORK.nodes[NETWORK.of_kind("Project")]
    years = dict(zip(films["id"], films["year"], strict=True))
    counted = 0
    for node in NETWORK.of_kind("Person")[::5]:
        for suggestion in suggest(NETWORK, NETWORK.ids[node], limit=20):
            for reason in suggestion.reasons:
                if reason.kind == "activity" and reason.values[0] != "0":
                    works = [years[fact] for fact in reason.facts if fact in years]
                    assert works
                    assert min(works) >= 2013 - 5
                    counted += len(works) < 3
    assert counted  # some people have fewer recent works than the maximum shown


def test_a_model_learns_what_decided() -> None:
    """One measure decides every case: its weight grows, that of an unhelpful one does not."""
    rng = np.random.default_rng(0)
    cases = []
    for _ in range(400):
        measures = rng.random((20, len(KINDS)))
        outcomes = np.zeros(20, dtype=bool)
        outcomes[np.argmax(measures[:, list(KINDS).index("company")])] = True
        cases.append(Case(measures, outcomes, 1.0))
    weights = dict(zip(KINDS, choice_weights(cases), strict=True))
    assert weights["company"] > 1.5
    assert weights["genre"] < KINDS["genre"].weight


def test_calibration_finds_the_factor_and_base_that_made_the_outcomes() -> None:
    rng = np.random.default_rng(1)
    cases = []
    weights = DEFAULT.weights
    for _ in range(600):
        measures = rng.random((40, len(KINDS)))
        pace = float(rng.random() * 5)
        odds = 0.7 * (measures @ weights) - 3 + 0.4 * liveliness(pace)
        outcomes = rng.random(40) < 1 / (1 + np.exp(-odds))
        cases.append(Case(measures, outcomes, pace))
    factor, base, by_pace = calibrate(cases, weights)
    assert factor == pytest.approx(0.7, abs=0.1)
    assert base == pytest.approx(-3, abs=0.35)
    assert by_pace == pytest.approx(0.4, abs=0.1)


def test_measures_as_of_a_year_see_nothing_later() -> None:
    """Measures as of a year are the same when later facts are removed; with a leak, the current
    network, they differ."""
    year = 2008
    honest, cut = Recommender(NETWORK, now=year - 1), Recommender(known_before(NETWORK, year))
    leaky = Recommender(NETWORK)

    def measures_by_row(recommender: Recommender) -> dict[int, Any]:
        candidates = recommender.weigh(recommender.features.for_person(3), SuggestionFilters())
        return dict(zip(candidates.rows.tolist(), candidates.measures.tolist(), strict=True))

    cut.features  # noqa: B018 - built from less
    assert measures_by_row(honest) == measures_by_row(cut)
    assert measures_by_row(leaky) != measures_by_row(cut)


def test_a_model_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "model.json"
    save_model(path, MODEL)
    loaded = load_model(path, NETWORK)
    assert loaded.weights == pytest.approx(MODEL.weights)
    assert (loaded.base, loaded.by_pace, loaded.trained_on) == (
        MODEL.base,
        MODEL.by_pace,
        MODEL.trained_on,
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda v: v | {"kinds": {"other": 1}}, "other kinds of reasons"),
        (lambda v: v | {"format": 9}, "another version of graphmodel"),
        (lambda v: {"format": 2, "trained_on": {"people": 4}}, "another version of graphmodel"),
        (lambda v: v | {"weights": v["weights"] | {"genre": -1}}, "impossible weights"),
        (lambda v: {"weights": {}}, "not a trained model"),
        (lambda v: [], "not a trained model"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(tmp_path: Path, spoil: Any, message: str) -> None:
    path = tmp_path / "model.json"
    save_model(path, MODEL)
    path.write_text(json.dumps(spoil(json.loads(path.read_text()))))
    with pytest.raises(InputError, match=message) as error:
        load_model(path, NETWORK)
    assert "graphmodel train" in str(error.value)


def test_a_model_of_other_people_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    save_model(path, MODEL)
    with pytest.raises(InputError, match="other people"):
        load_model(path, credits_network({"f": ["somebody", "else"]}))
    with pytest.raises(InputError, match="does not exist"):
        load_model(tmp_path / "none.json", NETWORK)


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(InputError, match="import more dated credits"):
        train(credits_network({"f": ["a", "b"], "g": ["b", "c"]}))


def test_recent_works_are_counted_from_the_date_asked() -> None:
    for now in (2006, 2010):
        values = {
            reason.values
            for suggestion in suggest(NETWORK, "p000", now=now, limit=50)
            for reason in suggestion.reasons
            if reason.kind == "activity"
        }
        assert {since for _, since in values} == {str(now - RECENT)}


def test_a_callers_own_weights_change_only_their_kind() -> None:
    plain = {s.id: s for s in suggest(NETWORK, "p000", now=2006, limit=50)}
    reweighted = {
        s.id: s for s in suggest(NETWORK, "p000", now=2006, limit=50, weights={"activity": 3})
    }
    assert plain
    for person_id, item in plain.items():
        before = {r.kind: r.contribution for r in item.reasons}
        after = {r.kind: r.contribution for r in reweighted[person_id].reasons}
        assert after["activity"] == pytest.approx(3 * before["activity"])
        assert {k: v for k, v in after.items() if k != "activity"} == pytest.approx(
            {k: v for k, v in before.items() if k != "activity"}
        )
    assert MODEL.weighted({"genre": 2}).base is None
    with pytest.raises(InputError, match="no reason is called 'x'"):
        suggest(NETWORK, "p000", weights={"x": 1})
    with pytest.raises(InputError, match="is impossible"):
        suggest(NETWORK, "p000", weights={"genre": -1})


def three_directors() -> Network:
    """a knows b, who knows directors, one silent since 2008 and one in another language."""
    return credits_network(
        {
            "ab": ["a", "b"],
            "old": ["b", "silent"],
            "bc": ["b", "c"],
            "be": ["b", "e"],
            **{f"with{n}": ["loyal", "friend"] for n in range(4)},
            "bl": ["b", "loyal"],
        },
        years={"old": 2008},
        projects={
            name: {"languages": ["Danish" if name == "be" else "Hindi"]}
            for name in ("ab", "old", "bc", "be", "bl")
        },
        people={"gone": {"died": 2000}},
        nodes={"Organisation": [{"id": "agency"}], "School": [{"id": "school"}]},
        links={
            "BELONGS_TO": [{"from_id": "c", "to_id": "agency", "title": "client"}],
            "STUDIED_AT": [{"from_id": "e", "to_id": "school", "since": "1999"}],
        },
    )


def against(network: Network, candidate: str) -> dict[str, tuple[str, ...]]:
    (item,) = [s for s in suggest(network, "a", limit=50) if s.id == candidate]
    return {r.kind: r.values for r in item.reasons if r.contribution < 0}


def test_reasons_against_name_what_and_since_when() -> None:
    assert against(three_directors(), "silent")["silent"] == ("12", "2008")
    assert against(three_directors(), "e")["other_language"] == ("Danish",)
    assert against(three_directors(), "loyal")["same_partner"] == ("Friend", "4", "5")


def test_a_usual_partner_heads_works_on_which_somebody_was_present() -> None:
    thanked = [f"thanks{n}" for n in range(8)]
    network = credits_network(
        {"ab": ["a", "b"], "bl": ["b", "loyal"],
         **{f"with{n}": ["loyal", "friend"] for n in range(5)},
         **{work: ["loyal", "friend"] for work in thanked}},
        roles={("friend", "with4"): "actor", **{("loyal", work): "thanks" for work in thanked}},
    )  # fmt: skip
    assert against(network, "loyal")["same_partner"] == ("Friend", "4", "6")


def test_a_selection_that_stands_for_several_counts_as_many() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c"]},
        nodes={"Festival": [{"id": "oscars"}]},
        links={"SELECTED_AT": [
            {"from_id": "bc", "to_id": "oscars", "result": "won", "count": 4},
            {"from_id": "c", "to_id": "oscars", "result": "nominated"},
        ]},
    )  # fmt: skip
    (c,) = suggest(network, "a").items
    (values,) = [reason.values for reason in c.reasons if reason.kind == "recognition"]
    assert values == ("5",)


def test_only_who_belongs_to_an_organisation_now_is_left_out() -> None:
    network = credits_network(
        {"ab": ["a", "b"], "bc": ["b", "c", "d"]},
        nodes={"Organisation": [{"id": "agency"}]},
        links={"BELONGS_TO": [
            {"from_id": "c", "to_id": "agency", "until": "2001"},
            {"from_id": "d", "to_id": "agency"},
        ]},
    )  # fmt: skip
    filters = SuggestionFilters(not_at=("agency",))
    assert [s.id for s in suggest(network, "a", filters=filters)] == ["c"]
    assert [s.id for s in suggest(network, "a", filters=filters, as_of=2001)] == []


def test_filters_leave_people_out() -> None:
    network = three_directors()
    everybody = {s.id for s in suggest(network, "a", limit=50)}
    assert {"c", "e", "loyal", "silent"} <= everybody

    def left_out(**filters: Any) -> set[str]:
        return everybody - {
            s.id for s in suggest(network, "a", limit=50, filters=SuggestionFilters(**filters))
        }

    assert left_out(not_at=("agency",)) == {"c"}
    assert left_out(exclude=("e", "loyal")) == {"e", "loyal"}
    assert left_out(active_since=2015) == {"silent"}
    assert left_out(school="school") == everybody - {"e"}
    with pytest.raises(InputError, match="give the id of a School"):
        left_out(school="agency")
    with pytest.raises(InputError, match="nobody has made a project of type 'opera'"):
        left_out(project_type="opera")


def test_a_counterfactual_holds_once_its_fact_is_added() -> None:
    """With the fact added to the network, the rank is as predicted."""
    crews = {"ab": ["a", "b"], "bz": ["b", "z"], "far": ["x", "y"]}
    crews |= {f"b{n}": ["b", f"c{n}"] for n in range(3)}
    projects = {name: {"genres": ["Drama"]} for name in crews}
    network = credits_network(crews, projects=projects)
    recommender = Recommender(network)
    answer = counterfactual(recommender, "a", "x", first=2)
    assert answer.fact is not None
    assert answer.fact.kind == "together"
    assert answer.rank is None or answer.rank > 2
    supposed = credits_network({**crews, "new": [answer.fact.id or "", "x"]}, projects=projects)
    ranks = [s.id for s in suggest(supposed, "a", limit=20)]
    assert ranks.index("x") + 1 == answer.new_rank


def test_a_counterfactual_in_a_role_leaves_the_asker_as_they_are() -> None:
    """The asker, who never wrote, is described by all their works, before the fact and with it."""
    crews = {"ab": ["a", "b"], "bz": ["b", "z"], "far": ["x", "y"]}
    crews |= {f"b{n}": ["b", f"c{n}"] for n in range(3)} | {f"a{n}": ["a"] for n in range(6)}
    crews |= {f"w{n}": ["c0"] for n in range(5)}
    writing = {(p, work): "writer" for work, crew in crews.items() for p in crew if p[0] in "cxz"}
    years = {work: 2014 for work in crews if work[0] == "a"} | {"far": 2013}
    projects = {name: {"genres": ["Drama"]} for name in crews}
    filters = SuggestionFilters(role="writer")
    described = []

    class Recorder(Recommender):
        def weigh_with(
            self,
            features: Features,
            subject: Subject,
            filters: SuggestionFilters,
            *,
            include: int | None = None,
        ) -> Candidates:
            described.append((subject.works, subject.pace, subject.last))
            return super().weigh_with(features, subject, filters, include=include)

    network = credits_network(crews, projects=projects, roles=writing, years=years)
    answer = counterfactual(Recorder(network), "a", "x", first=2, filters=filters)
    assert answer.fact is not None
    assert answer.fact.kind == "together"
    supposed = credits_network(
        {**crews, "new": [answer.fact.id or "", "x"]},
        projects=projects, roles=writing | {("x", "new"): "writer"}, years=years,
    )  # fmt: skip
    ranks = [s.id for s in suggest(supposed, "a", limit=20, filters=filters)]
    assert ranks.index("x") + 1 == answer.new_rank
    assert len(described) > 1
    assert len(set(described)) == 1


def test_no_project_together_with_the_dead_is_tried() -> None:
    crews = {"mine": ["a", "b", "e"], "far": ["x", "y"]}
    network = credits_network(crews, people={"a": {"died": 2001}})
    recommender = Recommender(network)
    subject, row = recommender.subject("mine"), int(recommender.features.row[network.index("x")])
    tried = _hypotheses(recommender.features, recommender.features, subject, row)
    assert [fact.id for fact, _, _ in tried if fact.kind == "together"] == ["b", "e"]


def test_a_market_in_common_is_tried_before_a_film_together() -> None:
    crews = {"ab": ["a", "b"], "bx": ["b", "x"], "bx2": ["b", "x"], "bc": ["b", "c"]}
    people = {p: {"markets": ["Japan"]} for p in "ac"} | {"q": {"markets": ["Norway"]}}
    recommender = Recommender(credits_network(crews, people=people))
    assert [s.id for s in recommender.suggest("a", limit=1)] == ["c"]
    answer = counterfactual(recommender, "a", "x", first=1)
    assert answer.fact is not None
    assert (answer.rank, answer.fact.kind, answer.fact.words) == (2, "market", "Japan")
    assert counterfactual(recommender, "a", "c", first=1).tried == 0
    with pytest.raises(InputError, match="cannot be suggested"):
        counterfactual(recommender, "a", "b")


def test_a_project_gets_people_it_does_not_have() -> None:
    network = credits_network(
        {"mine": ["w"], "old": ["w", "d"], "other": ["d2", "e"]},
        roles={("w", "mine"): "writer", ("w", "old"): "writer"},
        projects={"mine": {"genres": ["Noir"]}, "other": {"genres": ["Noir"]}},
    )
    suggestions = suggest(network, "mine", filters=SuggestionFilters(role="director"))
    assert suggestions.items[0].id == "d"
    kinds = {r.kind: r for r in suggestions.items[0].reasons}
    assert kinds["worked_together"].facts[:2] == ("w", "old")
    assert kinds["role"].values == ("writer", "director")
    assert "w" not in {s.id for s in suggestions}


def test_diversity_costs_each_community_once_more_each_time() -> None:
    scores = np.array([5.0, 4.9, 4.8, 4.0, 1.0])
    community = np.array([0, 0, 0, 1, 2])
    positions = np.arange(5)
    assert diversify(scores, community, positions, 3, 0.0).tolist() == [0, 1, 2]
    assert diversify(scores, community, positions, 3, 1.0).tolist() == [0, 3, 1]
    assert diversify(scores, community, positions, 5, 9.0).tolist() == [0, 3, 4, 1, 2]


def test_spread_suggestions_name_their_community() -> None:
    spread = suggest(NETWORK, "p000", now=2006, limit=20, diversity=1.0)
    plain = suggest(NETWORK, "p000", now=2006, limit=20)
    assert all(item.community for item in spread)
    assert {s.id for s in spread} == {s.id for s in plain} or len(spread) == 20
    with pytest.raises(InputError, match="diversity"):
        suggest(NETWORK, "p000", diversity=-1)


def test_a_cap_holds_and_shares_add_up() -> None:
    recommender = Recommender(NETWORK, now=2006)
    uncapped, capped = (
        exposure(recommender, people=96, limit=3),
        exposure(recommender, people=96, limit=3, cap=2),
    )
    assert max(times for _, _, times in uncapped.most_suggested) > 2
    assert max(times for _, _, times in capped.most_suggested) <= 2
    assert capped.gini < uncapped.gini
    assert capped.never <= uncapped.never
    for kind in ("country", "works"):
        shares = [s for s in uncapped.shares if s.kind == kind]
        assert sum(s.suggested for s in shares) == pytest.approx(1)
        assert sum(s.of_people for s in shares) == pytest.approx(1)
    with pytest.raises(InputError, match="cap is 0"):
        exposure(recommender, cap=0)
    with pytest.raises(InputError, match="nobody here was active in 9998 or later"):
        exposure(recommender, active_since=9998)


def test_since_a_year_only_the_active_are_asked_for_and_suggested() -> None:
    recommender = Recommender(NETWORK, now=2006)
    last = recommender.features.careers.activity_spans.last
    since = int(np.nanmedian(last)) + 1
    active = exposure(recommender, people=1000, limit=3, active_since=since)
    assert 0 < active.subjects == (last >= since).sum() < len(last)
    people = recommender.features.people
    row = {recommender.network.ids[int(node)]: n for n, node in enumerate(people)}
    assert active.most_suggested
    assert all(last[row[node_id]] >= since for node_id, _, _ in active.most_suggested)
    assert sum(s.people for s in active.shares if s.kind == "works") == active.subjects


PROGRAMME = {
    "prog": {"kind": "Programme", "type": "directors"},
    "day": {"kind": "Event"},
    "school": {"kind": "School"},
    **{f"w{n}": {"kind": "Project", "year": 2020} for n in range(6)},
}


def programme() -> Network:
    """Four directors in a programme, one at its event only, and a mentor, an applicant and an
    outsider who worked with them."""
    roles = {"a": "participant", "b": "participant", "c": "participant", "d": "participant",
             "boss": "mentor", "late": "applicant"}  # fmt: skip
    links = [{"kind": "TAKES_PART_IN", "from": who, "to": "prog", "role": role, "since": "2020"}
             for who, role in roles.items()]  # fmt: skip
    links.append({"kind": "PART_OF", "from": "day", "to": "prog"})
    links.append({"kind": "TAKES_PART_IN", "from": "e", "to": "day", "role": "participant",
                  "since": "2020"})  # fmt: skip
    crews = ("ab", "bc", "cd", "ade")
    for number, crew in enumerate(crews):
        names = [*crew, "out", "boss", "late"]
        links += [{"kind": "WORKED_ON", "from": who, "to": f"w{number}", "role": "director"
                   if who in "ab" else "writer", "year": 2020} for who in names]  # fmt: skip
    links += [{"kind": "STUDIED_AT", "from": who, "to": "school"} for who in "ab"]
    return talent(PROGRAMME, links)


def test_only_those_whom_a_programme_is_for_are_asked_for_and_counted() -> None:
    recommender = Recommender(programme())
    everybody = exposure(recommender)
    assert everybody.subjects == 8
    inside = exposure(recommender, who="prog")
    assert inside.subjects == 5
    assert {id_ for id_, _, _ in inside.most_suggested} <= set("abcde")
    assert sum(s.people for s in inside.shares if s.kind == "works") == 5
    directors = exposure(recommender, who="prog", role="Director")
    # The programme is for directors, so its participants count as such, unlike e, of its event.
    assert directors.subjects == 4
    assert exposure(recommender, role="writer").subjects == 6
    with pytest.raises(InputError, match="no participant in the role 'editor' is known"):
        exposure(recommender, who="day", role="editor")
    with pytest.raises(InputError, match="neither programme nor event"):
        exposure(recommender, who="school")


def test_a_plan_is_measured_by_whom_it_places() -> None:
    recommender = Recommender(programme())
    # The school and the work w0 are in the network but are not people.
    listed = ["a", "b", "c", "d", "nobody", "school", "w0"]
    shares = exposure_in_plan(recommender, listed, ["a", "a", "c", "w0", "school"])
    assert sum(s.people for s in shares if s.kind == "works") == 4
    (school,) = (s for s in shares if s.kind == "school")
    assert (school.people, school.of_people) == (2, 0.5)
    assert (school.suggested, school.never) == (pytest.approx(2 / 3), 0.5)


def test_gini_of_known_distributions() -> None:
    assert gini(np.array([2, 2, 2])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 4])) == pytest.approx(0.75)
    assert gini(np.zeros(3)) == 0


def test_only_a_trained_model_is_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trained"):
        save_model(tmp_path / "m", Model(DEFAULT.weights))


def judged_pairs(kind: str, count: int) -> list[LabelledPair]:
    """For each of ``count`` askers, a yes to the candidate with the highest measure of a reason and
    a no to the one with the lowest."""
    recommender = Recommender(NETWORK)
    column = list(KINDS).index(kind)
    pairs = []
    for node in NETWORK.of_kind("Person").tolist()[:count]:
        asker = NETWORK.ids[node]
        candidates = recommender.weigh(recommender.subject(asker), SuggestionFilters())
        order = np.argsort(candidates.measures[:, column], kind="stable")
        least, most = (recommender.features.people[candidates.rows[order[i]]] for i in (0, -1))
        pairs.append(LabelledPair(asker, NETWORK.ids[most], good=True))
        pairs.append(LabelledPair(asker, NETWORK.ids[least], good=False))
    return pairs


def test_verdicts_move_the_weights_towards_what_they_say(tmp_path: Path) -> None:
    options = TrainingOptions(years=2, people=60)
    model = train(NETWORK, options, verdicts=judged_pairs("activity", 40))
    assert model.trained_on is not None
    lessons = model.trained_on.lessons
    assert lessons is not None
    assert (lessons.used, lessons.good + lessons.against + lessons.left_out) == (True, 80)
    assert lessons.ordered is not None
    assert lessons.ordered[1] > lessons.ordered[0]
    without, learned = lessons.weights["activity"]
    assert learned > without
    assert "activity" in lessons.sentence()
    assert f"{lessons.good + lessons.against} verdicts" in model.description
    save_model(tmp_path / "m.json", model)
    assert load_model(tmp_path / "m.json", NETWORK).trained_on == model.trained_on


def test_too_few_verdicts_change_nothing_and_say_so() -> None:
    options = TrainingOptions(years=2, people=60)
    pairs = judged_pairs("activity", MIN_OF_EACH - 1)
    model = train(NETWORK, options, verdicts=[*pairs, LabelledPair("p000", "p-gone", good=True)])
    assert model.trained_on is not None
    lessons = model.trained_on.lessons
    assert lessons is not None
    assert (lessons.used, lessons.left_out) == (False, 1)
    assert f"{MIN_OF_EACH} of each are needed" in lessons.sentence()
    assert model.weights.tolist() == MODEL.weights.tolist()


def test_the_loss_of_verdicts_has_the_gradient_it_says() -> None:
    rng = np.random.default_rng(5)
    labelled = Labelled(rng.random((30, len(KINDS))), rng.random(30) < 0.4)
    weights, step = rng.random(len(KINDS)), 1e-6
    _, gradient, by_intercept = labelled.loss(weights, 0.3)
    for column in range(len(KINDS)):
        moved = weights + step * (np.arange(len(KINDS)) == column)
        slope = (labelled.loss(moved, 0.3)[0] - labelled.loss(weights, 0.3)[0]) / step
        assert slope == pytest.approx(gradient[column], abs=1e-4)
    slope = (labelled.loss(weights, 0.3 + step)[0] - labelled.loss(weights, 0.3)[0]) / step
    assert slope == pytest.approx(by_intercept, abs=1e-4)
