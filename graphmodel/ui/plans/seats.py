"""Seats: one card per table, round by round, with absences, fixed seats and people kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.seating import Seat, SeatPlan
from graphmodel.analysis.plans.seats import plan_seats, reseat
from graphmodel.analysis.plans.wordings import seats_in_words
from graphmodel.errors import GraphmodelError
from graphmodel.facts.html_text import escape
from graphmodel.network.namespaces import Namespace
from graphmodel.planning.decisions import Step
from graphmodel.planning.seat_decisions import SeatDecisions, seat_decisions
from graphmodel.planning.seat_file import SeatingInput, read_seating
from graphmodel.planning.sittings import with_recorded
from graphmodel.ui.plans import dragging, opening, seat_acceptance, seated, work
from graphmodel.ui.shared import resources, session, url_state, widgets
from graphmodel.ui.shared.choices import one_of, switch
from graphmodel.ui.shared.downloads import csv
from graphmodel.ui.shared.waiting import waiting

WHAT = "seats"
MOST_MEETINGS = 20
NOTHING_MIXED = "none"
"""The value in the address for mixing nothing, as opposed to a missing parameter."""
WITHIN = 0.01
"""The most, as a share, by which seats drawn by lot may fall short of the best found."""
_MISSING = words.mark(
    "Choose a programme or event in the sidebar to seat its participants. Or plan seats from "
    "your own tables: who (person) and tables (round, table, seats), plus hosts, rules, met, "
    "wanted, useful and absent if you have them. Choose the files here, a zip of them, or one "
    "YAML file with all of them."
)


@dataclass(frozen=True)
class _Options:
    """How seats are planned: a ``digest`` that identifies the input, the most meetings of a pair,
    the traits to mix, the seed, whether everybody is seated again after a change (``anew``), the
    revision of the store whose ``recorded`` meetings count, if they do, and whether seats are drawn
    by ``lot``."""

    digest: str
    most_meetings: int
    mix: tuple[str, ...]
    seed: int
    anew: bool
    recorded: str
    lot: bool = False


def show(namespace: Namespace, seed: int) -> None:
    """Draw the seats of a programme or event, or of the chosen tables; or what is missing."""
    try:
        by_facts = seated.of_programme_or_event(namespace)
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    if by_facts is not None:
        given, digest = by_facts
    else:
        opened = opening.tables(WHAT, read_seating, _MISSING)
        if opened is None:
            return
        given, digest = opened, opening.digest(WHAT)
    if not given.seating.tables or not given.seating.people:
        widgets.show_notice(
            words.say("There is no table, or nobody to seat. Add rows to who and to tables.")
        )
        return
    with st.sidebar:
        options = _options(given, digest, seed, tables=by_facts is None)
    steps = work.steps(WHAT)
    decisions = seat_decisions(steps, given.seating)
    try:
        with waiting(words.say("Seating …")):
            plan, before = _planned(given, options, steps)
    except GraphmodelError as error:
        widgets.show_error(error)
        _decided(given, decisions, len(steps))
        return
    st.html(f'<div class="gm-plan-proof">{escape(seats_in_words(plan, given.name))}</div>')
    _decided(given, decisions, len(steps))
    _changes(given, before, plan)
    st.download_button(
        "CSV",
        csv(plan.to_polars()),
        "seats.csv",
        "text/csv",
        key="download_seats.csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=words.say("Who sits where, for a spreadsheet and for plan seats --keep"),
    )
    seat_acceptance.show(plan)
    left, right = st.columns([1.65, 1], gap="medium")
    with left:
        _board(given, plan)
    with right:
        _panel(given, plan)


def _options(given: SeatingInput, digest: str, seed: int, *, tables: bool) -> _Options:
    number = url_state.number("most_meetings")
    meetings = min(number, MOST_MEETINGS) if number else given.seating.most_meetings
    st.session_state["seats_meetings"] = meetings
    st.number_input(
        words.say("Maximum meetings per pair"),
        1,
        max(MOST_MEETINGS, meetings),
        key="seats_meetings",
        help=words.say("Nobody meets the same person more often than this"),
        on_change=lambda: url_state.write(most_meetings=str(st.session_state["seats_meetings"])),
    )
    traits = sorted({trait for person in given.seating.people for trait in person.traits})
    asked = tuple(trait for trait in url_state.read_all("mix") if trait in traits)
    # A trait in the tables that nobody has is a problem to be shown.
    mix = asked if url_state.read_all("mix") else given.seating.mix
    if traits:
        st.session_state["seats_mix"] = [trait for trait in mix if trait in traits]
        st.multiselect(
            words.say("Mix"), traits, key="seats_mix",
            format_func=lambda trait: widgets.option(words.label(trait)),
            help=words.say("Spread people with the same school or other trait over tables"),
            on_change=lambda: url_state.write(mix=st.session_state["seats_mix"] or NOTHING_MIXED),
        )  # fmt: skip
    # Seating from the facts counts recorded meetings in any case.
    recorded = _recorded() if tables else ""
    anew = switch(
        "anew",
        words.say("Reseat everybody"),
        key="seats_anew",
        help=words.say(
            "After a change, plan all seats again instead of moving as few people as possible"
        ),
    )
    lot = switch(
        "lot",
        words.say("Draw by lot"),
        key="seats_lot",
        help=words.say(
            "Draws the seating at random, by the seed, from all that are at most 1% worse than "
            "the best found, each equally likely; Effect can then tell what sitting together "
            "did. Moves after a change are not drawn"
        ),
    )
    return _Options(digest, meetings, mix, seed, anew, recorded, lot)


def _recorded() -> str:
    """Draw the switch for recorded meetings and return the revision of the store whose meetings
    count in addition to those of the tables; empty if none do."""
    recorded = switch(
        "recorded",
        words.say("People recorded as having met know each other"),
        key="seats_recorded",
        help=words.say(
            "Meetings in the store count like those in the table met; people are identified by "
            "their ids"
        ),
    )
    return resources.namespaces().network.revision if recorded else ""


def _planned(
    given: SeatingInput, options: _Options, steps: tuple[Step, ...]
) -> tuple[SeatPlan, SeatPlan | None]:
    """Return the seats after all steps, and those before the last step."""
    if not steps:
        return _seats(given, options, ()), None
    if not options.anew:
        # Fill the cache from the front: each step recurses to the one before it, and hundreds
        # would nest too deep.
        for number in range(0, len(steps), 50):
            _seats(given, options, steps[:number])
    before = _seats(given, options, steps[:-1])
    return _seats(given, options, steps), before


@st.cache_resource(max_entries=300, show_spinner=False)
def _seats(_given: SeatingInput, options: _Options, steps: tuple[Step, ...]) -> SeatPlan:
    """Return the seats after these steps. Each step starts from the seats before it and moves few
    people, unless everybody is seated again."""
    seating = replace(_given.seating, most_meetings=options.most_meetings, mix=options.mix)
    if options.recorded:
        seating = with_recorded(seating, resources.namespaces().network)
    seating = seat_decisions(steps, seating).on(seating)
    if not steps or options.anew:
        within = WITHIN if options.lot else None
        return plan_seats(seating, seed=options.seed, draw_within=within)
    before = _seats(_given, options, steps[:-1])
    return reseat(seating, before.seats, seed=options.seed)


def _decided(given: SeatingInput, decisions: SeatDecisions, steps: int) -> None:
    """Draw every decision as a button that takes it back, and Undo for the last step."""
    if steps:
        work.show_decisions(WHAT, _chips(given, decisions))


def _chips(given: SeatingInput, decisions: SeatDecisions) -> Iterator[work.Chip]:
    name = given.name
    for round_, person in decisions.absent:
        yield (
            "comes",
            (round_, person),
            words.say("{name} absent from {round}", name=name(person), round=_round_name(round_)),
            ":material/event_busy:",
        )
    for person, table, round_ in decisions.seated:
        label = words.say(
            "{name} at {table} in {round}",
            name=name(person), table=_table_name(table), round=_round_name(round_),
        )  # fmt: skip
        yield "unseat", (person, table, round_), label, ":material/lock:"
    for pair in decisions.apart:
        label = words.say("{first} and {second} apart", first=name(pair[0]), second=name(pair[1]))
        yield "reunite", pair, label, ":material/call_split:"


def _changes(given: SeatingInput, before: SeatPlan | None, after: SeatPlan) -> None:
    """Draw whose seats the last step changed."""
    if before is None:
        return
    old, new = _tables(before), _tables(after)
    none = words.say("no seat")
    moves = [
        words.say(
            "{name} in {round}: {before} → {after}",
            name=given.name(person),
            round=_round_name(round_),
            before=_table_name(old.get((round_, person), none)),
            after=_table_name(new.get((round_, person), none)),
        )
        for round_, person in sorted(old.keys() | new.keys())
        if old.get((round_, person)) != new.get((round_, person))
    ]
    met = after.new_pairs - before.new_pairs
    text = words.count(
        "Since the last step: {n:,} seat changed",
        "Since the last step: {n:,} seats changed",
        len(moves),
    )
    if met > 0:
        text += "; " + words.say("{n:,} more meet for the first time", n=met)
    elif met < 0:
        text += "; " + words.say("{n:,} fewer meet for the first time", n=-met)
    work.show_moves(text, moves)


def _round_name(round_: str) -> str:
    """Return the name of a round for use in a sentence, where a number alone would be unclear."""
    return words.say("round {n}", n=round_) if round_.isdecimal() else round_


def _table_name(table: str) -> str:
    return words.say("table {n}", n=table) if table.isdecimal() else table


def _begun(text: str) -> str:
    """Return a text with its first letter capitalised."""
    return text[:1].upper() + text[1:]


def _tables(plan: SeatPlan) -> dict[tuple[str, str], str]:
    return {(seat.round, seat.person): seat.table for seat in plan.seats}


def _board(given: SeatingInput, plan: SeatPlan) -> None:
    """Draw one round at a time: one card per table with who sits there."""
    rounds = given.seating.rounds
    shown = one_of(
        "round", words.say("Round"), rounds, key="seats_round", shown=widgets.plain
    )  # fmt: skip
    drawn = {n: table for n, table in enumerate(given.seating.tables) if table.round == shown}
    rows: list[dragging.Row] = []
    with st.container(horizontal=True, key="board", gap="small"):
        for number, table in drawn.items():
            seats = [s for s in plan.seats if (s.round, s.table) == (shown, table.id)]
            _card(given, table.id, table.seats, seats, number)
            rows += [
                dragging.Row(_row_key(seat.person, number), seat.person, table.id) for seat in seats
            ]

    def move(person: str, source: str | None, target: str) -> None:
        work.take(WHAT, "seat", person, target, shown)

    dragging.between(
        rows,
        {table.id: _card_key(number) for number, table in drawn.items()},
        closed=(),
        against=_apart_at_tables(given, plan, shown),
        on_drop=move,
    )


def _card_key(number: int) -> str:
    return f"place_{number}"


def _row_key(person: str, number: int) -> str:
    chosen = url_state.read(work.AT) == person
    return f"{'at' if chosen else 'seated'}_{number}_{person}"


def _apart_at_tables(given: SeatingInput, plan: SeatPlan, round_: str) -> set[tuple[str, str]]:
    """Return the pairs of a person and a table of this round where somebody sits whom a public
    rule keeps apart from them."""
    table = {seat.person: seat.table for seat in plan.seats if seat.round == round_}
    open_rules = [rule for rule in given.seating.apart if not rule.confidential]
    pairs = [(rule.person, rule.companion) for rule in open_rules]
    pairs += [(companion, person) for person, companion in pairs]
    return {(person, table[companion]) for person, companion in pairs if companion in table}


def _card(given: SeatingInput, table: str, room: int, seats: list[Seat], number: int) -> None:
    with st.container(border=True, width=220, key=_card_key(number)):
        taken = words.say("{n} of {all}", n=len(seats), all=room)
        st.markdown(
            f"**{widgets.plain(_begun(_table_name(table)))}** :gray[{widgets.plain(taken)}]"
        )
        for seat in sorted(seats, key=lambda each: given.name(each.person)):
            with st.container(key=_row_key(seat.person, number)):
                st.button(
                    widgets.plain(given.name(seat.person)),
                    key=f"why_{number}_{seat.person}",
                    type="tertiary",
                    width="stretch",
                    on_click=work.choose,
                    args=(seat.person,),
                )


def _panel(given: SeatingInput, plan: SeatPlan) -> None:
    """Draw where the chosen person sits, whom they meet, and what can be decided about them."""
    person = url_state.read(work.AT)
    if person not in {each.id for each in given.seating.people}:
        st.caption(
            words.say(
                "Choose a person to see whom they meet, to move them or to mark them as not "
                "coming; or drag them to another table."
            )
        )
        return
    with st.container(border=True, key="person_panel"):
        st.html(f'<div class="gm-name">{escape(given.name(person))}</div>')
        for round_ in given.seating.rounds:
            _round(given, plan, person, round_)
        people = sorted({p.id for p in given.seating.people} - {person}, key=given.name)
        key = f"apart_from_{person}_{len(work.steps(WHAT))}"
        st.selectbox(
            words.say("Keep apart from"),
            people,
            index=None,
            key=key,
            on_change=_apart,
            args=(person, key),
            format_func=lambda each: widgets.option(given.name(each)),
            placeholder=words.say("a person who should not sit with them"),
        )
        st.button(
            words.say("Close"),
            key="close_panel",
            type="tertiary",
            on_click=work.choose,
            args=(None,),
        )


def _round(given: SeatingInput, plan: SeatPlan, person: str, round_: str) -> None:
    table = _tables(plan).get((round_, person))
    where = _table_name(table) if table else words.say("no seat")
    heading = f"{_begun(_round_name(round_))}: {where}"
    st.html(f'<div class="gm-group">{escape(heading)}</div>')
    if table is not None:
        company = sorted(
            _met(given, person, seat.person)
            for seat in plan.seats
            if (seat.round, seat.table) == (round_, table) and seat.person != person
        )
        names = words.listed(*company) or words.say("nobody")
        line = words.say("with {names}", names=names)
        st.html(f'<div class="gm-quiet">{escape(line)}</div>')
    tables = [each.id for each in given.seating.tables if each.round == round_]
    key = f"seat_{round_}_{person}_{table}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            words.say("Seat in {round}", round=widgets.plain(_round_name(round_))),
            [each for each in tables if each != table],
            index=None,
            key=key,
            placeholder=words.say("another table"),
            format_func=lambda each: widgets.option(_table_name(each)),
            label_visibility="collapsed",
            on_change=_seat,
            args=(person, round_, key),
        )
        if table is not None:
            st.button(
                words.say("Not coming"),
                key=f"absent_{round_}_{person}",
                type="tertiary",
                on_click=work.take,
                args=(WHAT, "absent", round_, person),
            )


def _met(given: SeatingInput, person: str, companion: str) -> str:
    """Return the name of a companion, and whether either asked for the other or was suggested to
    them."""
    name, pairs = given.name(companion), {(person, companion), (companion, person)}
    if given.seating.wanted & pairs:
        return words.say("{name} (asked for)", name=name)
    if given.seating.suggested & pairs:
        return words.say("{name} (suggested)", name=name)
    return name


def _seat(person: str, round_: str, key: str) -> None:
    if (table := st.session_state[key]) is not None:
        work.take(WHAT, "seat", person, table, round_)
    else:
        session.reassert()


def _apart(person: str, key: str) -> None:
    if (companion := st.session_state[key]) is not None:
        work.take(WHAT, "apart", person, companion)
    else:
        session.reassert()
