"""Weights, training, wishes, what would change it, spreading and exposure."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphmodel.analysis.suggestions.backtest import order_before
from graphmodel.analysis.suggestions.counterfactual import change
from graphmodel.analysis.suggestions.diversity import spread_out
from graphmodel.analysis.suggestions.exposure import exposure, gini
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, Model, liveliness, load_model, save_model
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.recommender import Collaborators, suggest
from graphmodel.analysis.suggestions.training import (
    Case,
    Learning,
    calibrate,
    choice_weights,
    then,
    train,
)
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network


def teams(years: int = 14) -> Network:
    """Six teams of sixteen; each year two films a team by three of its own, so new ties come
    within teams."""
    rng = np.random.default_rng(3)
    crews, when, told = {}, {}, {}
    for year in range(2000, 2000 + years):
        for team in range(6):
            for film in range(2):
                name = f"f{year}-{team}-{film}"
                crews[name] = [f"p{team}{m:02}" for m in rng.choice(16, 3, replace=False)]
                when[name] = year
                told[name] = {"genres": [f"genre {team}"], "countries": [f"land {team % 3}"]}
    return credits_network(crews, years=when, projects=told)


NETWORK = teams()
MODEL = train(NETWORK, Learning(years=2, people=60))


def test_training_keeps_signs_and_says_what_it_learned_from() -> None:
    assert MODEL.trained_on is not None
    assert MODEL.trained_on.until == 2014
    assert MODEL.trained_on.people == len(NETWORK.of_kind("Person"))
    for weight, kind in zip(MODEL.weights, KINDS.values(), strict=True):
        assert weight * kind.sign >= 0
    # Nothing tells of schools: the default, times the one factor of all.
    factor = MODEL.weights[list(KINDS).index("school")] / KINDS["school"].weight
    assert MODEL.weights[list(KINDS).index("mentor")] == pytest.approx(
        KINDS["mentor"].weight * factor
    )


def test_chances_are_of_the_size_with_which_ties_came() -> None:
    """Told at 2012, before the ties of 2012 and 2013 that are counted."""
    earlier = train(then(NETWORK, 2012), Learning(years=2, people=60))
    at = Collaborators(NETWORK, now=2011)
    history = {
        (a, b)
        for f in NETWORK.links.filter(NETWORK.links["first_year"] >= 2012).partition_by("target")
        for a in f["source"]
        for b in f["source"]
    }
    said, came = 0.0, 0
    for node in NETWORK.of_kind("Person"):
        for item in at.suggest(NETWORK.ids[node], limit=50, model=earlier):
            assert item.probability is not None
            said += item.probability
            came += (node, NETWORK.index(item.id)) in history
    assert came > 20
    assert said == pytest.approx(came, rel=0.5)


def test_with_a_trained_model_reasons_and_base_make_the_chance() -> None:
    answer = suggest(NETWORK, "p000", model=MODEL)
    if not answer.items:
        answer = suggest(NETWORK, "p000", model=MODEL, now=2006)
    for item in answer:
        assert answer.base is not None
        total = answer.base + sum(r.contribution for r in item.reasons)
        assert item.probability == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)


def test_the_order_of_an_earlier_year_is_what_suggest_gave_then() -> None:
    """And nothing that came later changes it."""
    known = then(NETWORK, 2012)
    model = train(known, Learning(years=2, people=300))
    person = int(np.flatnonzero(NETWORK.of_kind("Person") == NETWORK.index("p000"))[0])
    for network in (NETWORK, known):
        placed = order_before(network, 2012, years=2)(person)
        best = np.argsort(-placed.scores, kind="stable")
        assert placed.chances is not None
        told = {
            network.ids[network.of_kind("Person")[placed.rows[at]]]: placed.chances[at]
            for at in best
            if placed.scores[at] > 0
        }
        gave = suggest(known, "p000", limit=100, model=model, now=2011)
        assert [item.id for item in gave] == list(told)
        assert [item.probability for item in gave] == pytest.approx(list(told.values()))
    assert order_before(NETWORK, 2001, years=2)(person).chances is None


def test_works_said_to_be_late_are_late() -> None:
    films = NETWORK.nodes[NETWORK.of_kind("Project")]
    years = dict(zip(films["id"], films["year"], strict=True))
    counted = 0
    for node in NETWORK.of_kind("Person")[::5]:
        for item in suggest(NETWORK, NETWORK.ids[node], limit=20):
            for reason in item.reasons:
                if reason.kind == "activity" and reason.values != ("0",):
                    works = [years[fact] for fact in reason.facts if fact in years]
                    assert works
                    assert min(works) >= 2013 - 5
                    counted += len(works) < 3
    assert counted  # of some there are fewer late works than are shown at most


def test_a_model_learns_what_came_true() -> None:
    """One measure decides in each case: its weight grows, that of one which never helps does
    not."""
    rng = np.random.default_rng(0)
    cases = []
    for _ in range(400):
        measures = rng.random((20, len(KINDS)))
        came = np.zeros(20, dtype=bool)
        came[np.argmax(measures[:, list(KINDS).index("company")])] = True
        cases.append(Case(measures, came, 1.0))
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
        came = rng.random(40) < 1 / (1 + np.exp(-odds))
        cases.append(Case(measures, came, pace))
    factor, base, by_pace = calibrate(cases, weights)
    assert factor == pytest.approx(0.7, abs=0.1)
    assert base == pytest.approx(-3, abs=0.35)
    assert by_pace == pytest.approx(0.4, abs=0.1)


def test_features_of_the_past_see_nothing_later() -> None:
    """What is measured as of a year is the same when nothing later can be known; a leak, the
    network as it is now, is seen."""
    year = 2008
    honest, cut = Collaborators(NETWORK, now=year - 1), Collaborators(then(NETWORK, year))
    leaky = Collaborators(NETWORK)

    def told(at: Collaborators) -> dict[int, Any]:
        found = at.weigh(at.working.person(3), SuggestionFilters())
        return dict(zip(found.rows.tolist(), found.measures.tolist(), strict=True))

    cut.working  # noqa: B018 - built from less
    assert told(honest) == told(cut)
    assert told(leaky) != told(cut)


def test_a_model_comes_back_from_its_file(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "model.json"
    save_model(place, MODEL)
    again = load_model(place, NETWORK)
    assert again.weights == pytest.approx(MODEL.weights)
    assert (again.base, again.by_pace, again.trained_on) == (
        MODEL.base,
        MODEL.by_pace,
        MODEL.trained_on,
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda v: v | {"kinds": {"other": 1}}, "other kinds of reasons"),
        (lambda v: v | {"format": 9}, "another version of graphmodel"),
        (lambda v: v | {"weights": v["weights"] | {"genre": -1}}, "cannot be"),
        (lambda v: {"weights": {}}, "no trained model"),
        (lambda v: [], "no trained model"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(tmp_path: Path, spoil: Any, said: str) -> None:
    place = tmp_path / "model.json"
    save_model(place, MODEL)
    place.write_text(json.dumps(spoil(json.loads(place.read_text()))))
    with pytest.raises(InputError, match=said) as error:
        load_model(place, NETWORK)
    assert "graphmodel train" in str(error.value)


def test_a_model_of_other_people_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "model.json"
    save_model(place, MODEL)
    with pytest.raises(InputError, match="other people"):
        load_model(place, credits_network({"f": ["somebody", "else"]}))
    with pytest.raises(InputError, match="is not there"):
        load_model(tmp_path / "none.json", NETWORK)


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(InputError, match="import more dated credits"):
        train(credits_network({"f": ["a", "b"], "g": ["b", "c"]}))


def test_a_callers_own_weights_change_only_their_kind() -> None:
    plain = {s.id: s for s in suggest(NETWORK, "p000", now=2006, limit=50)}
    own = {s.id: s for s in suggest(NETWORK, "p000", now=2006, limit=50, weights={"activity": 3})}
    assert plain
    for other, item in plain.items():
        before = {r.kind: r.contribution for r in item.reasons}
        after = {r.kind: r.contribution for r in own[other].reasons}
        assert after["activity"] == pytest.approx(3 * before["activity"])
        assert {k: v for k, v in after.items() if k != "activity"} == pytest.approx(
            {k: v for k, v in before.items() if k != "activity"}
        )
    assert MODEL.weighted({"genre": 2}).base is None
    with pytest.raises(InputError, match="no reason is of the kind 'x'"):
        suggest(NETWORK, "p000", weights={"x": 1})
    with pytest.raises(InputError, match="cannot be"):
        suggest(NETWORK, "p000", weights={"genre": -1})


def scene() -> Network:
    """a knows b; around b three directors, one silent since 1990 and one in another language."""
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


def against(network: Network, other: str) -> dict[str, tuple[str, ...]]:
    (item,) = [s for s in suggest(network, "a", limit=50) if s.id == other]
    return {r.kind: r.values for r in item.reasons if r.contribution < 0}


def test_reasons_against_say_what_and_since_when() -> None:
    assert against(scene(), "silent")["silent"] == ("12", "2008")
    assert against(scene(), "e")["other_language"] == ("Danish",)
    assert against(scene(), "loyal")["same_partner"] == ("Friend", "4", "5")


def test_wishes_leave_out() -> None:
    network = scene()
    everybody = {s.id for s in suggest(network, "a", limit=50)}
    assert {"c", "e", "loyal", "silent"} <= everybody

    def left(**wishes: Any) -> set[str]:
        return everybody - {
            s.id for s in suggest(network, "a", limit=50, wishes=SuggestionFilters(**wishes))
        }

    assert left(not_at=("agency",)) == {"c"}
    assert left(exclude=("e", "loyal")) == {"e", "loyal"}
    assert left(active_since=2015) == {"silent"}
    assert left(school="school") == everybody - {"e"}
    with pytest.raises(InputError, match="give the id of a School"):
        left(school="agency")
    with pytest.raises(InputError, match="nobody made a 'opera'"):
        left(form="opera")


def test_what_would_change_it_is_so_when_it_is_so() -> None:
    """The fact told is added to the network: then the place is the one that was told."""
    crews = {"ab": ["a", "b"], "bz": ["b", "z"], "far": ["x", "y"]}
    crews |= {f"b{n}": ["b", f"c{n}"] for n in range(3)}
    made = {name: {"genres": ["Drama"]} for name in crews}
    network = credits_network(crews, projects=made)
    at = Collaborators(network)
    found = change(at, "a", "x", first=2)
    assert found.fact is not None
    assert found.fact.kind == "together"
    assert found.rank is None or found.rank > 2
    supposed = credits_network({**crews, "new": [found.fact.id or "", "x"]}, projects=made)
    ranks = [s.id for s in suggest(supposed, "a", limit=20)]
    assert ranks.index("x") + 1 == found.becomes


def test_a_market_in_common_is_tried_before_a_film_together() -> None:
    crews = {"ab": ["a", "b"], "bx": ["b", "x"], "bx2": ["b", "x"], "bc": ["b", "c"]}
    people = {p: {"markets": ["Japan"]} for p in "ac"} | {"q": {"markets": ["Norway"]}}
    at = Collaborators(credits_network(crews, people=people))
    assert [s.id for s in at.suggest("a", limit=1)] == ["c"]
    found = change(at, "a", "x", first=1)
    assert found.fact is not None
    assert (found.rank, found.fact.kind, found.fact.words) == (2, "market", "Japan")
    assert change(at, "a", "c", first=1).tried == 0
    with pytest.raises(InputError, match="cannot be suggested"):
        change(at, "a", "b")


def test_a_project_gets_people_it_does_not_have() -> None:
    network = credits_network(
        {"mine": ["w"], "old": ["w", "d"], "other": ["d2", "e"]},
        roles={("w", "mine"): "writer", ("w", "old"): "writer"},
        projects={"mine": {"genres": ["Noir"]}, "other": {"genres": ["Noir"]}},
    )
    found = suggest(network, "mine", wishes=SuggestionFilters(role="director"))
    assert found.items[0].id == "d"
    kinds = {r.kind: r for r in found.items[0].reasons}
    assert kinds["worked_together"].facts[:2] == ("w", "old")
    assert kinds["role"].values == ("writer", "director")
    assert "w" not in {s.id for s in found}


def test_spreading_costs_each_scene_once_more_each_time() -> None:
    scores = np.array([5.0, 4.9, 4.8, 4.0, 1.0])
    scene = np.array([0, 0, 0, 1, 2])
    good = np.arange(5)
    assert spread_out(scores, scene, good, 3, 0.0).tolist() == [0, 1, 2]
    assert spread_out(scores, scene, good, 3, 1.0).tolist() == [0, 3, 1]
    assert spread_out(scores, scene, good, 5, 9.0).tolist() == [0, 3, 4, 1, 2]


def test_spread_suggestions_name_their_community() -> None:
    found = suggest(NETWORK, "p000", now=2006, limit=20, diversity=1.0)
    plain = suggest(NETWORK, "p000", now=2006, limit=20)
    assert all(item.community for item in found)
    assert {s.id for s in found} == {s.id for s in plain} or len(found) == 20
    with pytest.raises(InputError, match="diversity"):
        suggest(NETWORK, "p000", diversity=-1)


def test_a_cap_holds_and_shares_add_up() -> None:
    at = Collaborators(NETWORK, now=2006)
    free, capped = exposure(at, people=96, limit=3), exposure(at, people=96, limit=3, cap=2)
    assert max(times for _, _, times in free.most) > 2
    assert max(times for _, _, times in capped.most) <= 2
    assert capped.gini < free.gini
    assert capped.never <= free.never
    for kind in ("country", "works"):
        parts = [s for s in free.shares if s.kind == kind]
        assert sum(s.suggested for s in parts) == pytest.approx(1)
        assert sum(s.of_people for s in parts) == pytest.approx(1)
    with pytest.raises(InputError, match="cap is 0"):
        exposure(at, cap=0)


def test_gini_of_known_spreads() -> None:
    assert gini(np.array([2, 2, 2])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 4])) == pytest.approx(0.75)
    assert gini(np.zeros(3)) == 0


def test_a_model_must_have_been_trained_to_be_kept(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trained"):
        save_model(tmp_path / "m", Model(DEFAULT.weights))
