"""Find duplicate records, decide on them, undo decisions.

In the help under: Data
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.resolver.judgement import Judgement, Resolution

_KEYS = {"y": "same", "n": "different", "s": "not sure"}
_COLUMNS = ("one", "other", "verdict", "by", "on", "probability", "why", "id")
_STATES = ("waiting", "same", "different", "not sure", "contradictions", "all")


@click.group()
def match() -> None:
    """Find duplicate records, decide on them, undo decisions."""


@match.command()
@click.option("--dry-run", is_flag=True, help="Compare and count, but write nothing.")
@click.option(
    "--no-duplicates-in",
    "duplicate_free",
    multiple=True,
    metavar="SOURCE",
    help="A source, by id, that has no duplicates; may be repeated. For other sources the "
    "records show it.",
)
@common
def run(
    dry_run: bool, duplicate_free: tuple[str, ...], store_address: str | None, form: str
) -> None:
    """Compare everyone: merge certain duplicates by rule and queue possible ones.

    Judgements by people stay and outrank the rule. Records that the rule merged before but would
    not merge now are separated. Of a source without duplicates, at most one record is the same as a
    given one.

    \b
    graphmodel match run
    graphmodel match run --no-duplicates-in imdb:source/datasets
    """
    from graphmodel.resolver.judgement_store import RuleCounts, judge_by_rule, rule_model
    from graphmodel.resolver.matching import LEAVE_BELOW, MERGE_AT, find_candidates
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
        pairs = find_candidates(records, duplicate_free=_sources(records, duplicate_free))
        if dry_run:
            likely = [p for p in pairs if p.probability >= LEAVE_BELOW]
            certain = sum(p.probability >= MERGE_AT for p in likely)
            counts = RuleCounts(certain, len(likely) - certain)
        else:
            counts = judge_by_rule(store, records, pairs, model=rule_model())
            _report_conflicts(load_records(store))
    answer = {
        "compared": len(pairs),
        "joined": counts.merged,
        "queued": counts.queued,
        "taken_back": counts.withdrawn,
    }
    print_answer(form, [answer], answer, columns=tuple(answer))
    if dry_run:
        say("Dry run: nothing was written.")
    elif counts.queued and form == "table":
        say("Review the queue with: graphmodel match review --by YOUR_NAME")


@match.command("list")
@click.option(
    "--state",
    type=click.Choice(_STATES),
    default="all",
    show_default=True,
    help="What to list: pairs waiting for review, one verdict, or conflicting judgements.",
)
@click.option("--by", metavar="NAME", help="Only judgements by this person, or by 'rule'.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="List at most this many.",
)
@common
def list_(state: str, by: str | None, limit: int, store_address: str | None, form: str) -> None:
    """List judgements, newest first, and report those that conflict.

    \b
    graphmodel match list --state waiting
    graphmodel match list --by rule --format csv
    """
    from graphmodel.resolver.judgement import queue, resolve
    from graphmodel.resolver.merge import judgements_of
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
    judgements = judgements_of(records)
    resolution = resolve(judgements)
    if state == "waiting":
        listed = list(queue(judgements, resolution).waiting)
    elif state == "contradictions":
        conflicting = [j for c in resolution.conflicts for j in (*c.same, c.different)]
        listed = list({j.id: j for j in conflicting}.values())
    else:
        listed = [j for j in reversed(judgements) if state in ("all", j.verdict)]
    if by is not None:
        listed = [j for j in listed if j.by == by]
    _report_conflicts(records)
    if len(listed) > limit:
        say(f"The first {limit:,} of {len(listed):,}; --limit shows more.")
    rows = [_row(records, j) for j in listed[:limit]]
    print_answer(form, rows, rows, columns=_COLUMNS)


@match.command()
@click.argument("left_id", metavar="A")
@click.argument("right_id", metavar="B")
@click.argument("verdict", type=click.Choice(("same", "different", "not sure")))
@click.option("--by", required=True, metavar="NAME", help="Who judges.")
@click.option("--why", default="", metavar="TEXT", help="The reason for the judgement.")
@common
def judge(
    left_id: str,
    right_id: str,
    verdict: str,
    by: str,
    why: str,
    store_address: str | None,
    form: str,
) -> None:
    """Judge whether the records with the ids A and B are the same.

    \b
    graphmodel match judge "films_cc0:person/Zhang Yimou" roadshow2025:zhang-yimou same \\
        --by Ann --why "both directed Hero"
    """
    from graphmodel.resolver.judgement_store import judge as record
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        records = load_records(store)
        judgement = record(store, records, (left_id, right_id), verdict, by=by, why=why)
        _report_conflicts(load_records(store), about=judgement)
    row = _row(records, judgement)
    print_answer(form, [row], row, columns=_COLUMNS)


@match.command()
@click.argument("judgement", nargs=-1, required=True, metavar="ID | A B")
@click.option("--by", metavar="NAME", help="Who made the judgement of A and B.")
@common
def undo(judgement: tuple[str, ...], by: str | None, store_address: str | None, form: str) -> None:
    """Undo a judgement, given its id, or the ids of both records and who made it.

    \b
    graphmodel match undo "films_cc0:person/Zhang Yimou" roadshow2025:zhang-yimou --by Ann
    """
    from graphmodel.resolver.judgement_store import load_judgements
    from graphmodel.resolver.judgement_store import undo as undo_judgement
    from graphmodel.snapshot import load_records

    with open_store(store_address) as store:
        key = judgement[0]
        if len(judgement) == 2:
            of_pair = [j for j in load_judgements(store) if set(j.pair) == set(judgement)]
            of_pair = [j for j in of_pair if by is None or j.by == by]
            if not of_pair:
                nobody = "nobody has" if by is None else f"{by} has not"
                raise InputError(
                    f"{nobody} judged {' and '.join(judgement)}; see: graphmodel match list"
                )
            if len(of_pair) > 1:
                judges = ", ".join(j.by for j in of_pair)
                raise InputError(
                    f"{' and '.join(judgement)} are judged by {judges}; name one with --by NAME"
                )
            key = of_pair[0].id
        elif len(judgement) > 2:
            raise InputError("give the id of one judgement, or two ids and --by NAME")
        undone = undo_judgement(store, key)
        records = load_records(store)
    row = _row(records, undone)
    print_answer(form, [row], row, columns=_COLUMNS)


@match.command()
@click.option("--by", prompt="Your name", metavar="NAME", help="Who judges.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after this many pairs.")
@common
def review(by: str, limit: int | None, store_address: str | None, form: str) -> None:
    """Judge the queue pair by pair: y the same, n different, s not sure, u undo, q quit.

    Text after the letter is stored as the reason: "n another decade".
    """
    from graphmodel.resolver.judgement import queue, resolve
    from graphmodel.resolver.judgement_store import judge as record
    from graphmodel.resolver.judgement_store import undo as undo_judgement
    from graphmodel.resolver.merge import judgements_of, without_judgements
    from graphmodel.snapshot import load_records

    session: list[Judgement] = []
    with open_store(store_address) as store:
        records = load_records(store)
        unmerged = without_judgements(records)
        judgements = judgements_of(records)
        resolution = resolve(judgements)
        waiting = list(queue(judgements, resolution).waiting)[:limit]
        at = 0
        while at < len(waiting):
            pair = waiting[at]
            _show_pair(unmerged, resolution, pair, f"{at + 1} of {len(waiting)}")
            key, _, why = _answer().partition(" ")
            if key == "q":
                break
            if key == "u" and session:
                undo_judgement(store, session.pop().id)
                at -= 1
                continue
            if key not in _KEYS:
                say("y the same, n different, s not sure, u undo the last, q quit")
                continue
            session.append(record(store, records, pair.pair, _KEYS[key], by=by, why=why))
            at += 1
        if session:
            _report_conflicts(load_records(store))
    answer = {"judged": len(session), "left": len(waiting) - at}
    print_answer(form, [answer], answer, columns=("judged", "left"))


def _sources(records: Network, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of sources as given; raises InputError for an unknown one."""
    known = [records.ids[index] for index in records.of_kind("Source")]
    for node_id in ids:
        if node_id not in known:
            listed = ", ".join(known[:10]) or "none yet"
            raise InputError(f"no source has the id {node_id!r}; the sources are {listed}")
    return ids


def _answer() -> str:
    try:
        text: str = click.prompt("same?", prompt_suffix=" [y/n/s/u/q] ", err=True)
    except click.Abort:
        return "q"
    return text.strip()


def _show_pair(records: Network, resolution: Resolution, pair: Judgement, position: str) -> None:
    from graphmodel.network.captions import summary
    from graphmodel.resolver.explain import (
        evidence_line,
        held_back_reason,
        parse_evidence,
        probability_text,
    )

    say(f"\n{position} · probability {probability_text(pair.probability or 0.0)}")
    for node_id in pair.pair:
        node = records.node(records.index(node_id))
        other_names = ", ".join(node.get("other_names", []))
        note = summary(records, records.index(node_id))
        line = " · ".join(text for text in (other_names, note, node_id) if text)
        say(printable(f"  {node['name']}  ({line})"))
    for evidence in parse_evidence(pair):
        say(printable(f"  {evidence.weight:+6.1f}  {evidence_line(evidence, records.name_of)}"))
    held_back = held_back_reason(resolution, pair, records.name_of)
    if held_back:
        say(printable(f"  {held_back}"))


def _report_conflicts(records: Network, about: Judgement | None = None) -> None:
    """Report conflicting judgements on standard error."""
    from graphmodel.resolver.explain import conflict_lines
    from graphmodel.resolver.judgement import resolve
    from graphmodel.resolver.merge import judgements_of

    for conflict in resolve(judgements_of(records)).conflicts:
        if about is None or about.id in {j.id for j in (conflict.different, *conflict.same)}:
            lines = conflict_lines(conflict, records.name_of)
            say(printable("Conflicting judgements: " + " ".join(lines)))


def _row(records: Network, judgement: Judgement) -> dict[str, Any]:
    return {
        "one": f"{records.name_of(judgement.left_id)} ({judgement.left_id})",
        "other": f"{records.name_of(judgement.right_id)} ({judgement.right_id})",
        "ids": list(judgement.pair),
        "verdict": judgement.verdict,
        "by": judgement.by,
        "on": judgement.on,
        "probability": judgement.probability,
        "why": judgement.why,
        "id": judgement.id,
    }


COMMAND = match
