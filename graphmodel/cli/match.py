"""Find duplicate records, decide on them, undo decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.options import common
from graphmodel.cli.output import print_answer, printable, say
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.resolver.judgement import Judgement, Standing

_KEYS = {"y": "same", "n": "different", "s": "not sure"}
_COLUMNS = ("one", "other", "verdict", "by", "on", "probability", "why", "id")
_STATES = ("waiting", "same", "different", "not sure", "contradictions", "all")


@click.group()
def match() -> None:
    """Find who is told twice, judge it, and take judgements back."""


@match.command()
@click.option("--dry-run", is_flag=True, help="Compare, say what would be joined, write nothing.")
@common
def run(dry_run: bool, store_address: str | None, form: str) -> None:
    """Compare everyone: join by rule who is surely one, and queue who may be.

    What people judged stays as it is and outranks the rule. What the rule joined before and would
    not join now comes apart.

    \b
    graphmodel match run
    """
    from graphmodel.resolver.judgement_store import Ruled, judge_by_rule, rule_model
    from graphmodel.resolver.matching import JOIN_AT, LEAVE_BELOW, candidates
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
        pairs = candidates(records)
        if dry_run:
            likely = [p for p in pairs if p.probability >= LEAVE_BELOW]
            sure = sum(p.probability >= JOIN_AT for p in likely)
            ruled = Ruled(sure, len(likely) - sure)
        else:
            ruled = judge_by_rule(store, records, pairs, model=rule_model())
            _tell_contradictions(load_records(store))
    value = {
        "compared": len(pairs),
        "joined": ruled.joined,
        "queued": ruled.queued,
        "taken_back": ruled.taken_back,
    }
    print_answer(form, [value], value, columns=tuple(value))
    if dry_run:
        say("Dry run: nothing was written.")
    elif ruled.queued and form == "table":
        say("Judge what is queued with: graphmodel match review --by YOUR_NAME")


@match.command("list")
@click.option(
    "--state",
    type=click.Choice(_STATES),
    default="all",
    show_default=True,
    help="Only these: what waits for a person, or judgements of one sort.",
)
@click.option("--by", metavar="NAME", help="Only judgements of this person, or of the rule.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@common
def list_(state: str, by: str | None, limit: int, store_address: str | None, form: str) -> None:
    """List judgements, the newest first, and say which contradict each other.

    \b
    graphmodel match list --state waiting
    graphmodel match list --by rule --format csv
    """
    from graphmodel.resolver.judgement import queue, standing
    from graphmodel.resolver.merge import judged
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
    all_of = judged(records)
    held = standing(all_of)
    if state == "waiting":
        wanted = list(queue(all_of, held).waiting)
    elif state == "contradictions":
        found = [j for c in held.contradictions for j in (*c.same, c.different)]
        wanted = list({j.id: j for j in found}.values())
    else:
        wanted = [j for j in reversed(all_of) if state in ("all", j.verdict)]
    if by is not None:
        wanted = [j for j in wanted if j.by == by]
    _tell_contradictions(records)
    if len(wanted) > limit:
        say(f"The first {limit:,} of {len(wanted):,}; --limit shows more.")
    rows = [_row(records, j) for j in wanted[:limit]]
    print_answer(form, rows, rows, columns=_COLUMNS)


@match.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.argument("verdict", type=click.Choice(("same", "different", "not sure")))
@click.option("--by", required=True, metavar="NAME", help="Who judges.")
@click.option("--why", default="", metavar="TEXT", help="For what reason.")
@common
def judge(
    one: str, other: str, verdict: str, by: str, why: str, store_address: str | None, form: str
) -> None:
    """Say that the records with the ids A and B are one, are not, or that it cannot be told.

    \b
    graphmodel match judge "films_cc0:person/Zhang Yimou" roadshow2025:zhang-yimou same \\
        --by Ann --why "both directed Hero"
    """
    from graphmodel.resolver.judgement_store import judge as keep
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
        said = keep(store, records, one, other, verdict, by=by, why=why)
        _tell_contradictions(load_records(store), about=said)
    print_answer(form, [_row(records, said)], _row(records, said), columns=_COLUMNS)


@match.command()
@click.argument("judgement", nargs=-1, required=True, metavar="ID | A B")
@click.option("--by", metavar="NAME", help="Whose judgement of A and B.")
@common
def undo(judgement: tuple[str, ...], by: str | None, store_address: str | None, form: str) -> None:
    """Take a judgement back, by its id or by the two it is about and who made it.

    \b
    graphmodel match undo "films_cc0:person/Zhang Yimou" roadshow2025:zhang-yimou --by Ann
    """
    from graphmodel.resolver.judgement_store import judgements
    from graphmodel.resolver.judgement_store import undo as take_back
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        key = judgement[0]
        if len(judgement) == 2:
            of_pair = [j for j in judgements(store) if set(j.pair) == set(judgement)]
            of_pair = [j for j in of_pair if by is None or j.by == by]
            if len(of_pair) != 1:
                whose = ", ".join(j.by for j in of_pair) or "nobody"
                raise InputError(
                    f"judged by {whose}: {' and '.join(judgement)}; say whose with --by NAME"
                )
            key = of_pair[0].id
        elif len(judgement) > 2:
            raise InputError("give the id of one judgement, or two ids and --by NAME")
        gone = take_back(store, key)
        records = load_records(store)
    print_answer(form, [_row(records, gone)], _row(records, gone), columns=_COLUMNS)


@match.command()
@click.option("--by", prompt="Your name", metavar="NAME", help="Who judges.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after so many.")
@common
def review(by: str, limit: int | None, store_address: str | None, form: str) -> None:
    """Judge the queue, pair by pair: y the same, n different, s not sure, u undo, q stop.

    What is typed after the letter is kept as the reason: "n another decade".
    """
    from graphmodel.resolver.judgement import queue, standing
    from graphmodel.resolver.judgement_store import judge as keep
    from graphmodel.resolver.judgement_store import undo as take_back
    from graphmodel.resolver.merge import judged, without_judgements
    from graphmodel.snapshot import load_records

    done: list[Judgement] = []
    with open_store(store_address) as store:
        records = load_records(store)
        apart = without_judgements(records)
        all_of = judged(records)
        held = standing(all_of)
        waiting = list(queue(all_of, held).waiting)[:limit]
        place = 0
        while place < len(waiting):
            pair = waiting[place]
            _show_pair(apart, held, pair, f"{place + 1} of {len(waiting)}")
            key, _, why = _answer().partition(" ")
            if key == "q":
                break
            if key == "u" and done:
                take_back(store, done.pop().id)
                place -= 1
                continue
            if key not in _KEYS:
                say("y the same, n different, s not sure, u undo the last, q stop")
                continue
            done.append(keep(store, records, *pair.pair, _KEYS[key], by=by, why=why))
            place += 1
        left = len(waiting) - place
        if done:
            _tell_contradictions(load_records(store))
    value = {"judged": len(done), "left": left}
    print_answer(form, [value], value, columns=("judged", "left"))


def _answer() -> str:
    try:
        text: str = click.prompt("same?", prompt_suffix=" [y/n/s/u/q] ", err=True)
    except click.Abort:
        return "q"
    return text.strip()


def _show_pair(records: Network, held: Standing, pair: Judgement, place: str) -> None:
    from graphmodel.network.captions import summary
    from graphmodel.resolver.explain import evidence_of, held_back, likely, reason

    say(f"\n{place} · probability {likely(pair.probability or 0.0)}")
    for node_id in pair.pair:
        node = records.node(records.index(node_id))
        also = ", ".join(node.get("other_names", []))
        line = " · ".join(
            part for part in (also, summary(records, records.index(node_id)), node_id) if part
        )
        say(printable(f"  {node['name']}  ({line})"))
    for evidence in evidence_of(pair):
        say(printable(f"  {evidence.weight:+6.1f}  {reason(evidence, records.name_of)}"))
    waits = held_back(held, pair, records.name_of)
    if waits:
        say(printable(f"  {waits}"))


def _tell_contradictions(records: Network, about: Judgement | None = None) -> None:
    """Say on standard error what contradicts each other."""
    from graphmodel.resolver.explain import contradiction
    from graphmodel.resolver.judgement import standing
    from graphmodel.resolver.merge import judged

    for found in standing(judged(records)).contradictions:
        if about is None or about.id in {j.id for j in (found.different, *found.same)}:
            lines = contradiction(found, records.name_of)
            say(printable("Contradiction: " + " ".join(lines)))


def _row(records: Network, judgement: Judgement) -> dict[str, Any]:
    return {
        "one": f"{records.name_of(judgement.one)} ({judgement.one})",
        "other": f"{records.name_of(judgement.other)} ({judgement.other})",
        "ids": list(judgement.pair),
        "verdict": judgement.verdict,
        "by": judgement.by,
        "on": judgement.on,
        "probability": judgement.probability,
        "why": judgement.why,
        "id": judgement.id,
    }


COMMAND = match
