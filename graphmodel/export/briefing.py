"""A briefing on people as one HTML file to send: reasons, facts, sources, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as html_escape

from graphmodel.export.briefing_content import (
    Briefing,
    Group,
    RouteDrawn,
    Section,
    SourceLine,
    Subject,
    briefing_content,
)
from graphmodel.facts.shown_text import shown
from graphmodel.network.network import Network


def briefing(
    network: Network, title: str, subjects: Sequence[Subject], *, by: str, date: str
) -> str:
    """HTML that stands alone: nothing in it is fetched, runs, or is kept from whoever may read the
    network. Raises InputError for the id of a node that the network has not."""
    return briefing_page(briefing_content(network, title, subjects, by=by, date=date))


def briefing_page(content: Briefing) -> str:
    """The HTML of a briefing."""
    body = [
        f"<h1>{_text(content.title)}</h1>",
        f'<p class="quiet">Put together by {_text(content.by)} on {_text(content.date)} from what '
        "the sources at the end say.</p>",
        '<p class="quiet"><b>Fictional:</b> made up to show what graphmodel does.</p>'
        if content.fictional
        else "",
        *map(_section, content.sections),
        "<h2>Sources</h2>",
        "<ol>",
        *(_source(source, number) for number, source in enumerate(content.sources, 1)),
        "</ol>",
    ]
    return _PAGE.format(title=_text(content.title), body="\n".join(filter(None, body)))


def _text(text: object) -> str:
    return html_escape(shown(str(text)))


def _marks(numbers: Iterable[int]) -> str:
    """References to sources, as links to the footnotes."""
    return "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in numbers)


def _section(section: Section) -> str:
    lines = [
        f"<h2>{_text(section.name)}</h2>",
        f'<p class="quiet">{_text(section.line)}</p>',
        f"<p>Also: {_text(', '.join(section.other_names))}</p>" if section.other_names else "",
        f"<p><b>Stage</b> {_text(section.stage)}</p>" if section.stage else "",
        f"<p><b>Why</b> {_text(section.because)}</p>" if section.because else "",
        *(f"<p><b>Note</b> {_lines(note)}</p>" for note in section.notes),
        f"<p><b>Consent</b> {_text(section.consent)}</p>" if section.consent else "",
        _route(section.route) if section.route else "",
        f"<p><b>No route</b> {_text(section.no_route)}</p>" if section.no_route else "",
        _properties(section),
        *map(_group, section.groups),
        f'<p class="quiet"><b>Not known:</b> {_text(", ".join(section.unknown))}.</p>'
        if section.unknown
        else "",
    ]
    return f"<section>{''.join(filter(None, lines))}</section>"


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.splitlines())


def _route(route: RouteDrawn) -> str:
    """A route as a row of names, with what each two share below it."""
    names = "<span>→</span>".join(f"<b>{_text(name)}</b>" for name in route.names)
    ties = "".join(f"<li>{_text(tie)}</li>" for tie in route.ties)
    return f'<h3>How to reach them</h3><div class="route">{names}</div><ul>{ties}</ul>'


def _properties(section: Section) -> str:
    rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(v)}</dd>" for name, v in section.properties)
    return f"<dl>{rows}<dt>according to</dt><dd>{_marks(section.sources)}</dd></dl>"


def _group(group: Group) -> str:
    items = "".join(f"<li>{_text(line.text)}{_marks(line.sources)}</li>" for line in group.lines)
    more = f'<li class="quiet">and {group.more:,} more</li>' if group.more else ""
    return f"<h3>{_text(group.caption)}</h3><ul>{items}{more}</ul>"


def _source(source: SourceLine, number: int) -> str:
    address = source.address
    link = f' · <a href="{html_escape(address)}">{_text(address)}</a>' if address else ""
    return f'<li id="s{number}">{_text(source.text)}{link}</li>'


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
sup a {{ text-decoration: none; }} .route {{ display: flex; flex-wrap: wrap; gap: .3rem; }}
.route b {{ border: 1px solid #9fb3c8; border-radius: .5rem; padding: .1rem .5rem; }}
section {{ break-inside: avoid-page; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
