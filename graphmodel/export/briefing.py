"""A briefing on people as one HTML file to send: reasons, facts, sources and what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as html_escape

from graphmodel import words
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
    """Self-contained HTML that fetches and runs nothing, and holds nothing withheld from readers of
    the network. Raises InputError for the id of a node that is not in the network."""
    return briefing_page(briefing_content(network, title, subjects, by=by, date=date))


def briefing_page(content: Briefing) -> str:
    """The HTML of a briefing, in the language of its sentences."""
    with words.speaking(content.language):
        return _page(content)


def _page(content: Briefing) -> str:
    fictional = words.say("made up to show what graphmodel does.")
    body = [
        f"<h1>{_text(content.title)}</h1>",
        f'<p class="quiet">{_text(content.opening)}</p>',
        f'<p class="quiet">{_bold(words.say("Fictional:"))} {_text(fictional)}</p>'
        if content.fictional
        else "",
        *map(_section, content.sections),
        f"<h2>{_text(words.say('Sources'))}</h2>",
        "<ol>",
        *(_source(source, number) for number, source in enumerate(content.sources, 1)),
        "</ol>",
    ]
    body_text = "\n".join(filter(None, body))
    return _PAGE.format(language=content.language, title=_text(content.title), body=body_text)


def _text(text: object) -> str:
    return html_escape(shown(str(text)))


def _bold(text: str) -> str:
    return f"<b>{_text(text)}</b>"


def _labelled(label: str, text: str) -> str:
    """A paragraph that begins with a label, from markup; empty without a text."""
    return f"<p>{_bold(label)} {text}</p>" if text else ""


def _marks(numbers: Iterable[int]) -> str:
    """References to sources, as links to the footnotes."""
    return "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in numbers)


def _section(section: Section) -> str:
    names = _text(words.listed(*section.other_names))
    unknown = words.say("{names}.", names=words.listed(*section.unknown))
    lines = [
        f"<h2>{_text(section.name)}</h2>",
        f'<p class="quiet">{_text(section.line)}</p>',
        f"<p>{_text(words.say('Also:'))} {names}</p>" if names else "",
        _labelled(words.say("Stage"), _text(section.stage)),
        _labelled(words.say("Why"), _text(section.because)),
        *(_labelled(words.say("Note"), _lines(note)) for note in section.notes),
        _labelled(words.say("Consent"), _text(section.consent)),
        _route(section.route) if section.route else "",
        _labelled(words.say("No route"), _text(section.no_route)),
        _properties(section),
        *map(_group, section.groups),
        f'<p class="quiet">{_bold(words.say("Not known:"))} {_text(unknown)}</p>'
        if section.unknown
        else "",
    ]
    return f"<section>{''.join(filter(None, lines))}</section>"


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.splitlines())


def _route(route: RouteDrawn) -> str:
    """A route as a row of names, with what each pair shares below it."""
    names = "<span>→</span>".join(f"<b>{_text(name)}</b>" for name in route.names)
    ties = "".join(f"<li>{_text(t.text)}{_marks(t.sources)}</li>" for t in route.ties)
    heading = _text(words.say("How to reach them"))
    return f'<h3>{heading}</h3><div class="route">{names}</div><ul>{ties}</ul>'


def _properties(section: Section) -> str:
    rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(v)}</dd>" for name, v in section.properties)
    according = _text(words.say("according to"))
    return f"<dl>{rows}<dt>{according}</dt><dd>{_marks(section.sources)}</dd></dl>"


def _group(group: Group) -> str:
    items = "".join(f"<li>{_text(line.text)}{_marks(line.sources)}</li>" for line in group.lines)
    rest = words.say("and {n:,} more", n=group.more)
    more = f'<li class="quiet">{_text(rest)}</li>' if group.more else ""
    return f"<h3>{_text(group.caption)}</h3><ul>{items}{more}</ul>"


def _source(source: SourceLine, number: int) -> str:
    address = source.address
    link = f' · <a href="{html_escape(address)}">{_text(address)}</a>' if address else ""
    return f'<li id="s{number}">{_text(source.text)}{link}</li>'


_PAGE = """<!doctype html>
<html lang="{language}">
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
