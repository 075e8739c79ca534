"""Find whom to add to a project: teams from the closest to the newest.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.hidden import hidden_by, say_hidden, with_hidden_option
from graphmodel.cli.shared.options import (
    active_since_option,
    as_of_option,
    common,
    model_option,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option
from graphmodel.errors import InputError
from graphmodel.schema.declarations import UNITS
from graphmodel.store import open_store

if TYPE_CHECKING:
    import polars as pl

    from graphmodel.analysis.suggestions.model import Model
    from graphmodel.analysis.teams.team import TeamAnswer
    from graphmodel.network.namespaces import Namespace

_COLUMNS = {
    "teams": (
        "team",
        "chosen",
        "cohesion",
        "new pairs",
        "pairs",
        "steps",
        "schools",
        "markets",
        "fit",
    ),
    "people": ("team", "role", "name", "fit", "because", "not known", "id"),
    "swaps": ("team", "role", "out", "in", "cohesion", "new pairs", "in_id"),
}


@click.command()
@click.argument("project")
@click.option("--open", "open_roles", required=True, metavar="ROLE,...",
              help="The roles to fill, with commas between them.")  # fmt: skip
@click.option("--lock", "locks", multiple=True, metavar="ROLE=PERSON",
              help="A person who has to be in the team in this role, by id or name; may be "
                   "repeated.")  # fmt: skip
@click.option("--candidates", type=click.IntRange(1, 200), default=30, show_default=True,
              help="Candidates considered for each role.")  # fmt: skip
@click.option("--starts", metavar="DATE",
              help="When the work would start: people who are busy then are left out.")  # fmt: skip
@click.option("--ends", metavar="DATE", help="When it would end; by default when it starts.")
@click.option("--open-months", type=click.IntRange(0), default=12, show_default=True,
              help="With --starts or --ends: for how many months after its start a production "
                   "without an end counts.")  # fmt: skip
@click.option("--made", metavar="FORMAT",
              help="Only people who have made this: 8-12, 16 or 18-24 episodes, or feature; "
                   "people for whose works that is unknown stay.")  # fmt: skip
@click.option("--table", "shown", type=click.Choice(tuple(_COLUMNS)), default="teams",
              show_default=True,
              help="What to list: the teams, their people with reasons, or what replacing one "
                   "of them would change.")  # fmt: skip
@active_since_option()
@with_hidden_option
@as_of_option
@model_option
@by_option
@namespaced
@names_option
@common
def team(
    project: str,
    open_roles: str,
    locks: tuple[str, ...],
    candidates: int,
    starts: str | None,
    ends: str | None,
    open_months: int,
    made: str | None,
    shown: str,
    active_since: int | None,
    with_hidden: bool,
    as_of: str | None,
    model_name: str | None,
    by: str,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find whom to add to a project (an id or a name), as whole teams.

    For each open role the best candidates of suggest are tried, in all combinations. The teams
    listed are those that no other team beats both in how close they are and in how many pairs are
    not known to have been together. People who must not be put together never are. With dates or a
    format, people of whom that is unknown stay in, and this is reported.

    \b
    graphmodel team "Night Market Physics" --open producer
    graphmodel team "Harbour Pilots" --open director,producer --lock writer=demo:person/helen-pang
    graphmodel team "Harbour Pilots" --open producer --starts 2026-11 --ends 2026-12 --made feature
    """
    from graphmodel.analysis.teams.team import team as ask
    from graphmodel.analysis.teams.wordings import overview
    from graphmodel.network.namespaces import resolve
    from graphmodel.planning.conflicts import conflicts

    namespace = open_namespaces(store_address).of(namespace_name, project).claimed
    tell_fiction(namespace)
    project_id = resolve(namespace, project, UNITS[1])
    hidden = () if with_hidden else hidden_by(store_address, namespace, by).get(project_id, ())
    say_hidden(hidden)
    answer = ask(
        namespace.network,
        project_id,
        [role.strip() for role in open_roles.split(",") if role.strip()],
        given=dict(_lock(namespace, text) for text in locks),
        apart=conflicts(namespace.network, _confidential(store_address), as_of),
        exclude=hidden,
        candidates=candidates,
        starts=starts,
        ends=ends,
        open_months=open_months,
        made=made,
        active_since=active_since,
        as_of=as_of,
        model=_model(namespace, model_name),
    )
    for sentence in overview(answer) if form == "table" else ():
        say(sentence)
    print_answer(form, _rows(answer, shown), asdict(answer), columns=_COLUMNS[shown])


def _confidential(store_address: str | None) -> pl.DataFrame:
    """The wishes that the office keeps confidential."""
    from graphmodel.ingest.ledger.confidential import confidential_links

    with open_store(store_address) as store:
        return confidential_links(store, "wish")


def _model(namespace: Namespace, name: str | None) -> Model:
    from graphmodel.analysis.suggestions.model_file import choose_model

    model, unfit = choose_model(namespace.network, name)
    if unfit:
        say(f"{unfit}; until then the default weights are used")
    return model


def _lock(namespace: Namespace, text: str) -> tuple[str, str]:
    """The id of a person and their role, from ROLE=PERSON."""
    from graphmodel.network.namespaces import resolve

    role, separator, person = (part.strip() for part in text.partition("="))
    if not (role and separator and person):
        raise InputError(f"--lock {text}: give it as ROLE=PERSON, such as writer=Helen Pang")
    return resolve(namespace, person), role


def _rows(answer: TeamAnswer, shown: str) -> list[dict[str, Any]]:
    from graphmodel.analysis.suggestions.sentences import title

    chosen = len(answer.there)
    rows: list[dict[str, Any]] = []
    for number, team in enumerate(answer.teams, start=1):
        added = team.members[chosen:]
        if shown == "teams":
            rows.append({
                "team": number, "chosen": [f"{m.name} ({m.role})" for m in added],
                "cohesion": team.cohesion, "new pairs": team.new, "pairs": team.pairs,
                "steps": team.steps, "schools": team.schools, "markets": team.markets,
                "fit": sum(m.fit or 0.0 for m in added),
            })  # fmt: skip
        elif shown == "people":
            rows += [{"team": number, "role": m.role, "name": m.name, "fit": m.fit,
                      "because": [title(kind) for kind in m.reasons],
                      "not known": list(m.unknown), "id": m.id}
                     for m in added]  # fmt: skip
        else:
            names = {m.id: m.name for m in team.members}
            rows += [{"team": number, "role": s.role, "out": names[s.out], "in": s.name,
                      "cohesion": s.cohesion, "new pairs": s.new, "in_id": s.into}
                     for s in team.swaps]  # fmt: skip
    return rows


COMMAND = team
