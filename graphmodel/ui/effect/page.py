"""Effect: the outcomes of a programme or event, compared with similar people who were not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.effect.effect import Effect, effect
from graphmodel.analysis.effect.histories import OUTCOMES, Outcome
from graphmodel.analysis.effect.intake import PARTICIPANT
from graphmodel.analysis.effect.needs import Design, needs
from graphmodel.analysis.effect.seats import TABLE, SeatEffect, has_seats, seat_effect
from graphmodel.analysis.effect.staggered import StaggeredEffect, staggered_effect
from graphmodel.analysis.effect.wordings import alike_in_words, needs_in_words, overview
from graphmodel.errors import InputError
from graphmodel.export.as_code import effect_code
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.present import last_whole_year
from graphmodel.schema.model import kinds_at
from graphmodel.ui.shared import (
    code_view,
    navigation,
    pickers,
    resources,
    time_fields,
    url_state,
    widgets,
)
from graphmodel.ui.shared.choice_table import choose_row
from graphmodel.ui.shared.choices import one_of
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.shared.waiting import waiting

MONTHS = (12, 24, 36, 48)
DESIGNS = {"pairs": words.mark("Similar people"), "years": words.mark("Intakes by year")}
OFFERED = 12  # programmes and events to choose from without typing

Answer = Effect | SeatEffect | StaggeredEffect


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Effect"),
        words.say("The effect of a programme or an event, and how certain it is."),
    )
    namespace = resources.namespace().claimed
    network = namespace.network
    with st.sidebar:
        outcome: Outcome = one_of(
            "outcome", words.say("What to count"), OUTCOMES, key="effect_outcome",
            shown=words.label, clears=("at",),
        )  # fmt: skip
        design = one_of(
            "by", words.say("Comparison"), tuple(DESIGNS), key="effect_by",
            shown=lambda value: words.say(DESIGNS[value]), clears=("at",),
        )  # fmt: skip
        months = 24
        if design == "pairs":  # by years, every completed year counts
            months = one_of(
                "months", words.say("Months after"), MONTHS, key="effect_months", usual=24,
                clears=("at",),
            )  # fmt: skip
        asked = time_fields.as_of()
    about = pickers.pick_node(
        namespace, name="about", label=words.say("Programme or event"),
        placeholder=words.say("Type its name"), kinds=kinds_at("attendance"),
    )  # fmt: skip
    if about is None:
        _offer(namespace)
        return
    seated = design == "pairs" and outcome == "ties" and has_seats(network, about)
    compared: Design = "seats" if seated else "years" if design == "years" else "pairs"
    try:
        with waiting(words.say("Comparing …")):
            answer = _answer(network, network.revision, namespace.name, about, outcome,
                             compared, months, asked)  # fmt: skip
    except InputError as error:
        _refused(network, about, compared, months, asked, error)
    else:
        _show(namespace, answer)
    code_view.show(effect_code(
        namespace.name, about, outcome, design=design, months=months, as_of=asked, seated=seated
    ))  # fmt: skip


def _offer(namespace: Namespace) -> None:
    """Draw the programmes and events to choose from, with the number of participants."""
    network = namespace.network
    offered = sorted(
        ((len(people), network.names[node], node) for node, people in _taking_part(network)),
        key=lambda each: (-each[0], each[1]),
    )
    if not offered:
        widgets.show_notice(words.say("No programme or event here has a participant."))
        return
    st.caption(words.say("Type a name, or choose one of these:"))
    with widgets.compact_rows("effect_offered"):
        for number, name, index in offered[:OFFERED]:
            people = words.count("{n} participant", "{n} participants", number)
            navigation.link(
                "effect",
                f"{widgets.plain(name)} :gray[{widgets.plain(people)}]",
                {url_state.NAMESPACE: namespace.name, "about": network.ids[index]},
                width="stretch",
            )


def _taking_part(network: Network) -> Iterator[tuple[int, set[int]]]:
    """Yield each programme and event with who took part in it or in a part of it; no tables."""
    attendance = network.links_of("attendance", "source", "target", "role")
    within = dict(network.links_of("part", "source", "target").iter_rows())
    people: dict[int, set[int]] = defaultdict(set)
    for person, target, role in attendance.iter_rows():
        whole = target if role == PARTICIPANT and network.kinds[person] == "Person" else None
        while whole is not None and person not in people[whole]:
            people[whole].add(person)
            whole = within.get(whole)
    types = network.nodes["type"]
    return ((node, who) for node, who in people.items() if types[node] != TABLE)


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network,
    revision: str,
    namespace: str,
    about: str,
    outcome: Outcome,
    design: Design,
    months: int,
    asked: str,
) -> Answer:
    if design == "seats":
        return seat_effect(_network, about, months=months, as_of=asked)
    if design == "years":
        return staggered_effect(_network, about, outcome=outcome, as_of=asked)
    return effect(_network, about, outcome=outcome, months=months, as_of=asked)


def _refused(
    network: Network, about: str, design: Design, months: int, asked: str, error: InputError
) -> None:  # fmt: skip
    """Draw why there is no answer, and what it would take."""
    widgets.show_notice(str(error))
    st.html(f'<div class="gm-group">{escape(words.say("What it would take"))}</div>')
    for line in needs_in_words(needs(network, about, design=design, months=months, as_of=asked)):
        st.markdown(f"- {widgets.plain(line)}")


def _show(namespace: Namespace, answer: Answer) -> None:
    for sentence in overview(answer):
        st.markdown(widgets.plain(sentence))
    _years(answer)
    if isinstance(answer, StaggeredEffect):
        cells = answer.to_polars()
        heads = _headings()
        whole = {
            name: st.column_config.NumberColumn(heads[name], format="%d")
            for name in ("intake", "year")
        }
        show_table(
            cells.with_columns(pl.col("effect").round(2)),
            key="effect_cells",
            columns={**heads, **whole},
        )
        return
    pairs = _frame(namespace.network, answer)
    opened = choose_row(
        pairs,
        name="effect",
        invitation=words.say("Choose a row to see the pair side by side."),
        columns=_headings(),
    )
    if opened in pairs["id"]:
        _pair(namespace.network, opened)


def _sides(answer: Answer) -> tuple[str, str]:
    """Return the names of both sides."""
    if isinstance(answer, SeatEffect):
        return words.say("sat together"), words.say("did not sit together")
    alike = isinstance(answer, Effect)
    compared = (
        words.say("similar, not taken in") if alike else words.say("not taken in, or not yet")
    )
    return words.say("taken in"), compared


def _years(answer: Answer) -> None:
    """Draw both sides by year as lines, with notes on incomplete years."""
    if len(answer.years) < 2:
        return
    sides = _sides(answer)
    scale = 100 if isinstance(answer, SeatEffect) else 1
    rows = [
        {"year": each.year, "side": side, "mean": round(value * scale, 3)}
        for each in answer.years
        for side, value in zip(sides, (each.mean, each.others_mean), strict=True)
    ]
    offset = isinstance(answer, Effect)
    title = (
        words.say("first ties per 100 pairs")
        if isinstance(answer, SeatEffect)
        else words.say("{counted} per person and year", counted=words.label(answer.outcome))
    )
    along = words.say("years since the date") if offset else None
    st.vega_lite_chart(
        table_of(rows), _chart(sides, title, along),
        key="effect_years", height=220,
    )  # fmt: skip
    notes = []
    if offset:
        notes.append(words.say("The year of the date itself counts as neither before nor after."))
    whole = isinstance(answer, StaggeredEffect)
    if not whole and last_whole_year(answer.asked) < int(answer.asked[:4]):
        notes.append(words.say("{year} is not over: more may come.", year=answer.asked[:4]))
    if notes:
        st.caption(" ".join(notes))


def _chart(sides: Sequence[str], title: str, along: str | None) -> dict[str, Any]:
    """Return the Vega-Lite specification of both sides by year."""
    return {
        "mark": {"type": "line", "point": True, "tooltip": True},
        "encoding": {
            "x": {"field": "year", "type": "ordinal",
                  "axis": {"title": along, "labelAngle": 0, "labelOverlap": True}},
            "y": {"field": "mean", "type": "quantitative", "title": title},
            "color": {"field": "side", "sort": list(sides),
                      "legend": {"orient": "top", "title": None}},
            "strokeDash": {"field": "side", "sort": list(sides), "legend": None},
        },
    }  # fmt: skip


def _frame(network: Network, answer: Effect | SeatEffect) -> pl.DataFrame:
    """Return the pairs by name; the id of a row joins those of its two people."""
    rows: list[dict[str, Any]]
    if isinstance(answer, SeatEffect):
        never = words.say("never at the same table")
        rows = [
            {"left": network.name_of(pair.left), "right": network.name_of(pair.right),
             "tables": "; ".join(map(network.name_of, pair.tables)) or never,
             "id": f"{pair.left}\n{pair.right}"}
            for pair in answer.pairs
        ]  # fmt: skip
    else:
        rows = [
            {"taken_in": network.name_of(pair.taken_in), "date": pair.date,
             answer.outcome: pair.outcomes[0], "not_taken_in": network.name_of(pair.not_taken_in),
             "theirs": pair.outcomes[1], "alike": alike_in_words(pair.alike),
             "id": f"{pair.taken_in}\n{pair.not_taken_in}"}
            for pair in answer.pairs
        ]  # fmt: skip
    return table_of(rows)


def _headings() -> dict[str, str]:
    """Return the headings of columns that keep their names from the file."""
    return {
        "taken_in": words.say("taken in"),
        "not_taken_in": words.say("not taken in"),
        "alike": words.say("matched on"),
        "theirs": words.say("theirs"),
        "tables": words.say("tables shared"),
        "intake": words.say("intake"),
        "year": words.say("year"),
        "effect": words.say("effect"),
        "others": words.say("compared with"),
    }


def _pair(network: Network, row: str) -> None:
    """Draw the two people of a pair, with a link to compare all that is known about them."""
    people = row.split("\n")
    with st.container(border=True, key="effect_pair"):
        with widgets.compact_rows("effect_people"):
            for person in people:
                widgets.node_link(network, person)
        namespace = network.nodes["namespace"][network.index(people[0])]
        parameters = {url_state.NAMESPACE: namespace, "person": people}
        navigation.link("compare", words.say("Compare"), parameters,
                        icon=navigation.PAGES["compare"].icon)  # fmt: skip


main()
