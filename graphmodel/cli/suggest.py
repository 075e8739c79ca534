"""Suggest whom to work with next, with reasons for and against.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.hidden import hidden_by, say_hidden, with_hidden_option
from graphmodel.cli.shared.listed import BulkOptions, bulk_options
from graphmodel.cli.shared.options import (
    NumberRange,
    active_since_option,
    as_of_option,
    collect_options,
    common,
    model_option,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.errors import InputError
from graphmodel.schema.model import joined_by

if TYPE_CHECKING:
    from graphmodel.analysis.suggestions.counterfactual import Counterfactual
    from graphmodel.analysis.suggestions.filters import SuggestionFilters
    from graphmodel.analysis.suggestions.model import Model
    from graphmodel.analysis.suggestions.results import Reason, Suggestion, Suggestions
    from graphmodel.cli.shared.bulk import Answer
    from graphmodel.network.namespaces import Namespace
    from graphmodel.network.network import Network

Command = Callable[..., Any]

REASONS_SHOWN = 3
"""Most reasons in favour that a table shows."""


@dataclass(frozen=True)
class SuggestOptions:
    """How the suggestions are made."""

    weights: tuple[str, ...] = ()
    diversity: float = 0.0
    limit: int = 10
    missing: str | None = None
    as_of: str | None = None
    model_name: str | None = None
    with_hidden: bool = False


def _suggestion_filters() -> type[SuggestionFilters]:
    from graphmodel.analysis.suggestions.filters import SuggestionFilters

    return SuggestionFilters


def filter_options(command: Command) -> Command:
    """Add the options on who may be suggested, passed as ``filters`` with texts as given."""
    command = collect_options("filters", _suggestion_filters)(command)
    for option in (
        click.option("--exclude", multiple=True, metavar="PERSON",
                     help="Leave this person out; can be repeated."),
        click.option("--not-at", multiple=True, metavar="ORGANISATION",
                     help="Nobody who belongs to this organisation; can be repeated."),
        click.option("--newcomers", is_flag=True, help="Only people whose first work is recent."),
        click.option("--school", metavar="SCHOOL", help="Only people who went to this school."),
        active_since_option(),
        click.option("--form", "project_type", metavar="TYPE",
                     help="Only people who have made a project of this type: film, series, ..."),
        click.option("--market", metavar="MARKET", help="Only people in this market or country."),
        click.option("--role", metavar="ROLE",
                     help="Only people who have had this role: writer, ...; by default those whose "
                     "main role complements yours; any for everybody."),
        click.option("--staff", is_flag=True, help="Also employees, officials and mentors of a "
                     "programme."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("person", metavar="[PERSON|PROJECT]", required=False)
@filter_options
@click.option("--weight", "weights", multiple=True, metavar="KIND=FACTOR",
              help="Make a kind of reason count more or less: genre=2, activity=0.")  # fmt: skip
@click.option(
    "--diversity",
    type=NumberRange(0),
    default=SuggestOptions.diversity,
    show_default=True,
    help="Penalty for each earlier suggestion from the same community; 1 spreads noticeably.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=SuggestOptions.limit,
              show_default=True, help="How many people to suggest, at most.")  # fmt: skip
@click.option("--change", "missing", metavar="NAME",
              help="Instead, say what would move this person into the first ten.")  # fmt: skip
@with_hidden_option
@as_of_option
@model_option
@bulk_options
@namespaced
@names_option
@common
@collect_options("bulk", lambda: BulkOptions)
@collect_options("options", lambda: SuggestOptions)
def suggest(
    person: str | None,
    filters: SuggestionFilters,
    options: SuggestOptions,
    bulk: BulkOptions,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Suggest whom PERSON could work with next, or who could join PROJECT.

    Each score is the sum of its reasons for and against, in log-odds, and each reason names the
    facts behind it. A trained model also gives the chance of a first project together.

    \b
    graphmodel suggest "Kathryn Bigelow" --role writer
    graphmodel suggest "Kathryn Bigelow" --role writer --change "Aaron Sorkin"
    graphmodel suggest --list "Hina autumn" --limit 3 --out partners.csv
    """
    if (person is None) == (bulk.listed is None):
        raise InputError("say for whom: PERSON or PROJECT, or everybody on a --list")
    if bulk.listed is not None:
        _suggest_for_list(store_address, namespace_name, filters, options, bulk, form)
        return
    from graphmodel.network.namespaces import resolve

    text = str(person)
    namespace = open_namespaces(store_address).of(namespace_name, text).claimed
    tell_fiction(namespace)
    hidden = _hidden(store_address, namespace, options, bulk.by)
    question = _Question(namespace, filters, options, hidden, tell=True)
    subject_id = _subject_id(namespace, text)
    if options.missing is not None:
        from graphmodel.analysis.suggestions.counterfactual import counterfactual

        missing_id = resolve(namespace, options.missing)
        counter = counterfactual(
            question.recommender,
            subject_id,
            missing_id,
            filters=question.widened(subject_id)[0],
            model=question.model,
        )
        _print_counterfactual(counter, form)
        return
    _print_suggestions(question.network, question.widened(subject_id)[1], question.role, form)


class _Question:
    """Suggestions in a namespace with some filters and options, for one or for many; with ``tell``
    it prints for the user what was chosen."""

    def __init__(
        self,
        namespace: Namespace,
        filters: SuggestionFilters,
        options: SuggestOptions,
        hidden: Mapping[str, tuple[str, ...]],
        *,
        tell: bool = False,
    ) -> None:
        from graphmodel.analysis.suggestions.recommender import recommender

        self.namespace, self.options, self._tell = namespace, options, tell
        self._hidden = hidden
        self._filters = _with_ids(namespace, filters)
        self.model, unfit = _chosen_model(namespace, options)
        if unfit and tell:
            say(f"{unfit}; until then the default weights are used")
        self.network = namespace.network.present(options.as_of)
        self.recommender = recommender(self.network)

    @property
    def role(self) -> str | None:
        """The role asked for; None if any will do."""
        from graphmodel.analysis.suggestions.wanted_roles import ANY_ROLE

        role = self._filters.role
        return None if role is None or role.strip().lower() == ANY_ROLE else role

    def filters_for(self, subject_id: str) -> SuggestionFilters:
        """The filters, with the roles that complement the subject's unless one was asked for."""
        from graphmodel.analysis.suggestions.wanted_roles import ANY_ROLE, wanted_roles

        hidden = self._hidden.get(subject_id, ())
        if self._tell:
            say_hidden(hidden)
        filters = replace(self._filters, exclude=(*self._filters.exclude, *hidden))
        if filters.role is not None:
            return replace(filters, role=self.role)
        roles = wanted_roles(self.network, subject_id)
        if roles and self._tell:
            say(f"Looking for: {', '.join(roles)}; change with --role ROLE, or --role {ANY_ROLE}.")
        return replace(filters, main_roles=roles)

    def widened(self, subject_id: str) -> tuple[SuggestionFilters, Suggestions]:
        """The suggestions for a person or project, in any role if there are none in those wanted,
        and the filters that they passed."""
        filters = self.filters_for(subject_id)
        passed, suggestions = self.recommender.suggest_widening(
            subject_id, filters, limit=self.options.limit, model=self.model,
            diversity=self.options.diversity,
        )  # fmt: skip
        if self._tell and suggestions.items and passed != filters:
            say("Nobody like that can be suggested: these are people in any role.")
        return passed, suggestions

    def listed(self, subject_id: str) -> Answer:
        """The answer for an entry of a list."""
        network, suggestions = self.network, self.widened(subject_id)[1]
        name = network.name_of(subject_id)
        why_none = suggestions.why_none and _WHY_NONE[suggestions.why_none]
        with_sentences = [
            (each, _sentences(network, suggestions, each, self.role)) for each in suggestions.items
        ]
        rows = [{"for": name, **_row(*each), "for id": subject_id} for each in with_sentences]
        document = [_document(*each, suggestions.model) for each in with_sentences]
        value = {"for": subject_id, "name": name, "suggestions": document, "why_none": why_none}
        return {
            "rows": rows or [{"for": name, "reasons": why_none, "for id": subject_id}],
            "value": value,
        }


def _chosen_model(namespace: Namespace, options: SuggestOptions) -> tuple[Model, str | None]:
    """The model, with the weights asked for, and why the trained one does not fit, if so."""
    from graphmodel.analysis.suggestions.model_file import choose_model

    model, unfit = choose_model(namespace.network, options.model_name)
    return model.weighted(_factors(options.weights)), unfit


def _suggest_for_list(
    store_address: str | None,
    namespace_name: str | None,
    filters: SuggestionFilters,
    options: SuggestOptions,
    bulk: BulkOptions,
    form: str,
) -> None:
    from graphmodel.cli.shared.bulk import ListQuestion, check_out
    from graphmodel.cli.shared.listed import read_listed

    if options.missing is not None:
        raise InputError("--change is about one person: name them in place of --list")
    check_out(bulk.out)
    namespaces = open_namespaces(store_address)
    namespace, listed = read_listed(store_address, namespaces, namespace_name, bulk, _subject_id)
    tell_fiction(namespace)
    model, _ = _chosen_model(namespace, options)
    columns = ["for", "name", "score", "chance", "last active", "reasons", "id", "for id"]
    if model.base is None:
        columns.remove("chance")
    hidden = _hidden(store_address, namespace, options, bulk.by)
    ask = partial(_listed_answers, filters, options, hidden)
    text = f"suggest {filters} {options} {model.weights.tolist()} {model.base} {hidden}"
    ListQuestion(store_address, namespace, listed, ask, text, columns).answer(bulk.out, form)


def _listed_answers(
    filters: SuggestionFilters,
    options: SuggestOptions,
    hidden: Mapping[str, tuple[str, ...]],
    namespace: Namespace,
) -> Callable[[str], Answer]:
    return _Question(namespace, filters, options, hidden).listed


def _hidden(
    store_address: str | None, namespace: Namespace, options: SuggestOptions, who: str
) -> dict[str, tuple[str, ...]]:
    return {} if options.with_hidden else hidden_by(store_address, namespace, who)


def _with_ids(namespace: Namespace, filters: SuggestionFilters) -> SuggestionFilters:
    """The filters with the names of schools, organisations and people resolved to ids."""
    from graphmodel.network.namespaces import resolve

    school = filters.school
    return replace(
        filters,
        school=None if school is None else resolve(namespace, school, *joined_by("study")),
        not_at=tuple(resolve(namespace, text, *joined_by("membership")) for text in filters.not_at),
        exclude=tuple(resolve(namespace, text) for text in filters.exclude),
    )


def _print_suggestions(
    network: Network, suggestions: Suggestions, role: str | None, form: str
) -> None:
    if suggestions.why_none:
        say(_WHY_NONE[suggestions.why_none])
    if form == "table":
        say("Weighted by the default model." if suggestions.model == "default"
            else f"Weighted by the model {suggestions.model}.")  # fmt: skip
    if apart := [suggestion.name for suggestion in suggestions.items if not suggestion.reachable]:
        say(printable(f"No chain of ties leads to: {', '.join(apart)}."))
    columns = ["name", "score", "last active", "reasons", "id"]
    if suggestions.base is not None:
        columns.insert(2, "chance")
    with_sentences = [
        (each, _sentences(network, suggestions, each, role)) for each in suggestions.items
    ]
    rows = [_row(*each) for each in with_sentences]
    document = [_document(*each, suggestions.model) for each in with_sentences]
    print_answer(form, rows, document, columns=columns)


_WHY_NONE = {
    "nothing_known": "Nobody: too little is known here to suggest anyone.",
    "nobody_fits": "Nobody fits: ask for less, such as another role or market.",
}


def _subject_id(namespace: Namespace, text: str) -> str:
    """The id of the person, or else of the project, that an id or name means."""
    from graphmodel.network.namespaces import AmbiguousName, resolve

    network = namespace.network
    if text in network:
        return network.canonical_id(text)
    try:
        return resolve(namespace, text)
    except AmbiguousName:
        raise
    except InputError as no_person:
        try:
            return resolve(namespace, text, "Project")
        except AmbiguousName:
            raise
        except InputError:
            raise no_person from None


def _factors(weights: tuple[str, ...]) -> dict[str, float]:
    factors = {}
    for text in weights:
        kind, _, factor = text.partition("=")
        try:
            factors[kind.strip()] = float(factor)
        except ValueError:
            raise InputError(f"--weight {text!r} is not KIND=FACTOR, such as genre=2") from None
    return factors


def _sentences(
    network: Network, suggestions: Suggestions, suggestion: Suggestion, role: str | None
) -> list[tuple[Reason, str]]:
    """The reasons of a suggestion, each with its sentence as on the page Suggest."""
    from graphmodel.analysis.suggestions.sentences import sentence

    asker = suggestions.person
    return [
        (reason, sentence(network, asker, suggestion.id, reason, role))
        for reason in suggestion.reasons
    ]


def _row(suggestion: Suggestion, sentences: Sequence[tuple[Reason, str]]) -> dict[str, Any]:
    probability = suggestion.probability
    return {
        "name": suggestion.name,
        "score": round(suggestion.score, 3),
        "chance": None if probability is None else f"{probability:.2%}",
        "id": suggestion.id,
        "last active": suggestion.activity and suggestion.activity.column(),
        "reasons": _reasons_line(sentences),
    }


def _document(
    suggestion: Suggestion, sentences: Sequence[tuple[Reason, str]], model: str
) -> dict[str, Any]:
    from graphmodel.cli.shared.activity import activity_value

    reasons = [
        {
            "kind": reason.kind,
            "sentence": sentence,
            "contribution": reason.contribution,
            "facts": list(reason.facts),
            "values": list(reason.values),
            "weight": reason.weight,
            "measure": reason.measure,
        }
        for reason, sentence in sentences
    ]
    return {
        "id": suggestion.id,
        "name": suggestion.name,
        "score": suggestion.score,
        "reasons": reasons,
        "probability": suggestion.probability,
        "community": suggestion.community,
        "activity": suggestion.activity and activity_value(suggestion.activity),
        "reachable": suggestion.reachable,
        "scale": "log-odds",
        "model": model,
    }


def _reasons_line(sentences: Sequence[tuple[Reason, str]]) -> str:
    """The strongest reasons in favour and all against, in words with their points."""
    shown = [pair for pair in sentences if pair[0].contribution > 0][:REASONS_SHOWN]
    shown += [pair for pair in sentences if pair[0].contribution < 0]
    lines = [f"{sentence} ({reason.contribution:+.2f})" for reason, sentence in shown]
    hidden = len(sentences) - len(shown)
    return "; ".join(lines) + (f"; {hidden} more" if hidden else "")


def _print_counterfactual(counterfactual: Counterfactual, form: str) -> None:
    fact = counterfactual.fact
    document = {
        "id": counterfactual.id,
        "name": counterfactual.name,
        "rank": counterfactual.rank,
        "becomes": counterfactual.new_rank,
        "fact": None if fact is None else asdict(fact),
        "tried": counterfactual.tried,
    }
    row = {
        "name": counterfactual.name,
        "rank": counterfactual.rank,
        "what would change it": _sentence(counterfactual),
        "becomes": counterfactual.new_rank,
    }
    print_answer(form, [row], document, columns=tuple(row))


def _sentence(counterfactual: Counterfactual) -> str:
    """What would move a person into the first ten, in words."""
    if counterfactual.fact is None:
        if counterfactual.tried == 0:
            return "nothing is needed: already among the first ten"
        return f"none of the {counterfactual.tried} facts tried is enough"
    words = counterfactual.fact.words
    return {
        "market": f"a market in common: {words}",
        "language": f"a language in common: {words}",
        "work": f"one more work in {words}",
        "programme": f"a place in {words}",
        "together": f"one project together with {words}",
    }[counterfactual.fact.kind]


COMMAND = suggest
