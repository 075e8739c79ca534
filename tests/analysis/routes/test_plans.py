"""Planned films change no answer about existing ties."""

from collections.abc import Iterable
from dataclasses import asdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.evolution import community_evolution
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce, introduce_to_any
from graphmodel.analysis.routes.route import Route
from graphmodel.analysis.routes.steiner_tree import connect
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.analysis.suggestions.recommender import suggest
from graphmodel.analysis.ties.activity import activity_spans
from graphmodel.network.network import Network
from tests.analysis.film_casts import Films, films

casts = st.lists(st.text("abcdefgh", min_size=1, max_size=5), min_size=1, max_size=8)


@st.composite
def with_and_without_plans(draw: st.DrawFn) -> tuple[Network, Network]:
    made: Films = {"": (2000, "abcdefgh"[:2])}
    for number, cast in enumerate(draw(casts)):
        made[f"f{number}"] = (draw(st.integers(1980, 2014)), "".join(dict.fromkeys(cast)))
    planned: Films = {
        # Ids that sort before, among and after the others.
        f"{draw(st.sampled_from('.fz'))}p{number}": (draw(st.integers(2040, 2049)), cast)
        for number, cast in enumerate("".join(dict.fromkeys(c)) for c in draw(casts))
    }
    made = {film or "start": content for film, content in made.items()}
    everybody: dict[str, dict[str, object]] = {person: {} for person in "abcdefgh"}
    return films(made, **everybody), films(made | planned, **everybody)


def present(routes: Iterable[Route]) -> list[object]:
    """Routes without the joint plans of their people."""
    return [
        (route.people, route.score, route.contacts, [hop.shared for hop in route.hops])
        for route in routes
    ]


@settings(max_examples=30)
@given(with_and_without_plans())
def test_plans_change_no_route(networks: tuple[Network, Network]) -> None:
    without, planned = networks
    constraints = RouteConstraints(as_of="2026-11-28")
    for end in "bcd":
        first, second = (introduce(n, "a", end, constraints) for n in (without, planned))
        assert present(first.routes) == present(second.routes)
        assert first.no_route == second.no_route
    profile = TargetProfile(role="actor", active_since=1990)
    first, second = (introduce_to_any(n, "a", profile, constraints) for n in networks)
    assert present(first.routes) == present(second.routes)
    assert connect(without, ["a", "c", "d"], constraints).score == (
        connect(planned, ["a", "c", "d"], constraints).score
    )


@settings(max_examples=10)
@given(with_and_without_plans())
def test_plans_change_no_community_activity_or_suggestion(
    networks: tuple[Network, Network],
) -> None:
    options = PartitionOptions(as_of="2026-11-28")
    first, second = (communities(network, options) for network in networks)
    assert [asdict(c) for c in first.communities] == [asdict(c) for c in second.communities]
    stages = [community_evolution(n, as_of="2026-11-28").stages for n in networks]
    assert stages[0] == stages[1]
    without, planned = (network.present("2026-11-28") for network in networks)
    spans = [activity_spans(n, n.latest_year or 0) for n in (without, planned)]
    assert np.array_equal(spans[0].last, spans[1].last, equal_nan=True)
    assert without.latest_year == planned.latest_year
    scores = [
        {s.id: s.score for s in suggest(n, "a", limit=20, as_of="2026-11-28")} for n in networks
    ]
    # People with whom the asker plans a film are not suggested as new partners.
    assert all(scores[0][person] == score for person, score in scores[1].items())
