"""A briefing on people as one HTML file to send: reasons, facts, sources, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_escape
from typing import Any

from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.facts.shown_text import shown
from graphmodel.network.captions import conflict_texts, link_details, summary
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

MOST_LINKS = 12
"""Links of one kind that a briefing lists, the latest first; the others are counted."""

_APART = {"id", "name", "namespace", "fictional", "sources", "web", "consent", "external_ids",
          "other_names", "no_longer_claimed_by", CONFLICTING}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Somebody or something that a briefing is on: the id, where it stands and why it is there,
    and notes to print."""

    id: str
    stage: str = ""
    because: str = ""
    notes: tuple[str, ...] = ()


def briefing(
    network: Network, title: str, subjects: Sequence[Subject], *, by: str, date: str
) -> str:
    """HTML that stands alone: nothing in it is fetched, runs, or is kept from whoever may read the
    network. Raises InputError for the id of a node that the network has not."""
    sources = _Sources()
    sections = [_section(network, subject, sources) for subject in subjects]
    fictional = any(network.node(network.index(s.id)).get("fictional") for s in subjects)
    body = [
        f"<h1>{_text(title)}</h1>",
        f'<p class="quiet">Put together by {_text(by)} on {_text(date)} from what the sources at '
        "the end say.</p>",
        '<p class="quiet"><b>Fictional:</b> made up to show what graphmodel does.</p>'
        if fictional
        else "",
        *sections,
        "<h2>Sources</h2>",
        "<ol>",
        *(_source(network, source, number) for number, source in enumerate(sources.ids, 1)),
        "</ol>",
    ]
    return _PAGE.format(title=_text(title), body="\n".join(filter(None, body)))


class _Sources:
    """The sources cited so far, each with a number."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def marks(self, ids: Iterable[str]) -> str:
        """References to sources, as links to the footnotes."""
        numbers = []
        for source in dict.fromkeys(ids):
            if source not in self.ids:
                self.ids.append(source)
            numbers.append(self.ids.index(source) + 1)
        return "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in numbers)


def _text(text: object) -> str:
    return html_escape(shown(str(text)))


def _section(network: Network, subject: Subject, sources: _Sources) -> str:
    index = network.index(subject.id)
    node = network.node(index)
    others = ", ".join(node.get("other_names", []))
    lines = [
        f"<h2>{_text(node['name'])}</h2>",
        f'<p class="quiet">{_text(summary(network, index))}</p>',
        f"<p>Also: {_text(others)}</p>" if others else "",
        f"<p><b>Stage</b> {_text(subject.stage)}</p>" if subject.stage else "",
        f"<p><b>Why</b> {_text(subject.because)}</p>" if subject.because else "",
        *(f"<p><b>Note</b> {_lines(note)}</p>" for note in subject.notes),
        _properties(network, node, sources),
        *_groups(network, index, sources),
        _unknown(node),
    ]
    return f"<section>{''.join(filter(None, lines))}</section>"


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.splitlines())


def _properties(network: Network, node: Mapping[str, Any], sources: _Sources) -> str:
    conflicts = conflict_texts(network, node)
    rows = []
    for declared in NODE_KINDS[node["kind"]].properties:
        value = node.get(declared.name)
        if declared.name in _APART or value in (None, []):
            continue
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if declared.name in conflicts:
            words += f" ({conflicts[declared.name]})"
        rows.append(f"<dt>{_text(_label(declared.name))}</dt><dd>{_text(words)}</dd>")
    marks = sources.marks(node.get("sources", []))
    return f"<dl>{''.join(rows)}<dt>according to</dt><dd>{marks}</dd></dl>"


def _label(name: str) -> str:
    return {"first_year": "first work", "last_year": "latest work"}.get(name, name).replace(
        "_", " "
    )


def _groups(network: Network, index: int, sources: _Sources) -> Iterable[str]:
    """The links by what they say, the latest first."""
    neighbours, links = network.adjacency().of(index)
    groups: dict[str, list[tuple[int, str, str, Sequence[str]]]] = {}
    for neighbour, number in zip(neighbours.tolist(), links.tolist(), strict=True):
        link = network.link(number)
        kind = LINK_KINDS[link["kind"]]
        caption = kind.caption if link["source"] == index else kind.caption_back
        row = (-(link.get("last_year") or 0), network.names[neighbour], link_details(link))
        groups.setdefault(caption, []).append((*row, link.get("sources", [])))
    for caption, rows in groups.items():
        rows.sort(key=lambda row: row[:3])
        items = "".join(
            f"<li>{_text(' · '.join(filter(None, (name, details))))}{sources.marks(cited)}</li>"
            for _, name, details, cited in rows[:MOST_LINKS]
        )
        rest = len(rows) - MOST_LINKS
        more = f'<li class="quiet">and {rest:,} more</li>' if rest > 0 else ""
        yield f"<h3>{_text(caption)}</h3><ul>{items}{more}</ul>"


def _unknown(node: Mapping[str, Any]) -> str:
    """What could be known of such a node and no source says."""
    names = [
        _label(declared.name)
        for declared in NODE_KINDS[node["kind"]].properties
        if declared.name not in _APART and node.get(declared.name) in (None, [])
    ]
    return f'<p class="quiet"><b>Not known:</b> {_text(", ".join(names))}.</p>' if names else ""


def _source(network: Network, source_id: str, number: int) -> str:
    node = network.node(network.index(source_id)) if source_id in network else {}
    details = [node.get(name) for name in ("publisher", "published", "retrieved", "licence")]
    line = "".join(f" · {_text(detail)}" for detail in details if detail)
    address = str(node.get("address") or "")
    if address.startswith(("http://", "https://")):
        line += f' · <a href="{html_escape(address)}">{_text(address)}</a>'
    return f'<li id="s{number}">{_text(network.name_of(source_id))}{line}</li>'


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; color: #1b1f24; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.7rem; }} h2 {{ font-size: 1.25rem; margin-top: 2rem; }}
h3 {{ font-size: 1rem; margin-bottom: .2rem; }}
.quiet {{ color: #5b6470; }}
dl {{ display: grid; grid-template-columns: 9rem 1fr; gap: .1rem 1rem; }}
dt {{ color: #5b6470; }} dd {{ margin: 0; }} ul {{ margin-top: 0; padding-left: 1.2rem; }}
sup a {{ text-decoration: none; }} section {{ break-inside: avoid-page; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
