"""A briefing as PDF: the content of the HTML, with the fonts for its names embedded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from graphmodel import words
from graphmodel.export.briefing_content import Briefing, Cited, Group, RouteDrawn, Section
from graphmodel.export.pdf_fonts import Fonts
from graphmodel.facts.shown_text import shown

MARGIN = 22 * mm
QUIET = colors.HexColor("#5b6470")
ARROW = "→"
ROW = 4
"""Most names of a route in one row."""


@dataclass(frozen=True)
class BriefingPdf:
    """A PDF, with the characters that no font has, printed as ?, and the words whose letters should
    join but are printed separately."""

    content: bytes
    missing: frozenset[str]
    unjoined: tuple[str, ...]


def briefing_pdf(content: Briefing) -> BriefingPdf:
    """A briefing as PDF on A4, in the language of its sentences."""
    with words.speaking(content.language):
        return _pdf(content)


def _pdf(content: Briefing) -> BriefingPdf:
    fonts = Fonts(_texts(content))
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN, title=shown(content.title), author=shown(content.by),
    )  # fmt: skip
    document.build(list(_Story(fonts).of(content)))
    return BriefingPdf(out.getvalue(), frozenset(fonts.missing), tuple(fonts.unjoined))


class _Letters:
    """Takes the place of fonts to find out which letters a document needs, including those of its
    fixed words."""

    regular = "Helvetica"
    missing: Collection[str] = ("?",)
    unjoined: Collection[str] = ("?",)

    def __init__(self) -> None:
        self.texts: list[str] = []

    def markup(self, text: str, *, bold: bool = False) -> str:
        self.texts.append(text)
        return escape(shown(text))


def _texts(content: Briefing) -> list[str]:
    """Every text that a briefing shows."""
    letters = _Letters()
    for _ in _Story(letters).of(content):
        pass
    return letters.texts


class _Story:
    """Turns a briefing into ReportLab flowables."""

    def __init__(self, fonts: Fonts | _Letters) -> None:
        self._fonts = fonts
        base = {"fontName": fonts.regular, "fontSize": 9.5, "leading": 13}
        self._plain = ParagraphStyle("plain", **base)
        self._quiet = ParagraphStyle("quiet", parent=self._plain, textColor=QUIET)
        self._title = ParagraphStyle("title", parent=self._plain, fontSize=19, leading=25)
        self._name = ParagraphStyle("name", parent=self._plain, fontSize=13, leading=18,
                                    spaceBefore=12, keepWithNext=1)  # fmt: skip
        self._caption = ParagraphStyle("caption", parent=self._plain, spaceBefore=6,
                                       keepWithNext=1)  # fmt: skip
        self._item = ParagraphStyle("item", parent=self._plain, leftIndent=10, bulletIndent=0)

    def of(self, content: Briefing) -> Iterator[Any]:
        """The whole briefing, from its title to its sources."""
        yield self._bold(content.title, self._title)
        yield self._text(content.opening, self._quiet)
        if content.fictional:
            yield self._labelled(
                words.say("Fictional:"), words.say("made up to show what graphmodel does.")
            )
        for section in content.sections:
            yield from self._section(section)
        yield self._bold(words.say("Sources"), self._name)
        for number, source in enumerate(content.sources, 1):
            text = " · ".join(filter(None, (source.text, source.address)))
            anchor = f'<a name="s{number}"/>{number}. '
            yield Paragraph(anchor + self._fonts.markup(text), self._item)
        yield from self._not_as_written()

    def _not_as_written(self) -> Iterator[Any]:
        """Notes on text that is not printed as written, so that nobody takes it for correct."""
        if self._fonts.unjoined:
            text = words.say(
                "In a script with joined letters, shown unjoined here: {names}.",
                names=words.listed(*self._fonts.unjoined),
            )
            yield self._text(text, self._quiet)
        if self._fonts.missing:
            codes = [f"U+{ord(letter):04X}" for letter in sorted(self._fonts.missing)]
            text = words.say(
                "Characters missing from the fonts appear as ?: {names}.",
                names=words.listed(*codes),
            )
            yield self._text(text, self._quiet)

    def _section(self, section: Section) -> Iterator[Any]:
        head = [self._bold(section.name, self._name), self._text(section.line, self._quiet)]
        if section.other_names:
            # Each name separately: its letters show which language its Han characters belong to.
            comma = self._fonts.markup(words.say(", "))
            names = comma.join(map(self._fonts.markup, section.other_names))
            head.append(Paragraph(f"{self._fonts.markup(words.say('Also:'))} {names}", self._plain))
        labelled = (
            (words.say("Stage"), section.stage), (words.say("Why"), section.because),
            *((words.say("Note"), note) for note in section.notes),
            (words.say("Consent"), section.consent), (words.say("No route"), section.no_route),
        )  # fmt: skip
        head += [self._labelled(label, text) for label, text in labelled if text]
        yield KeepTogether(head)
        if section.route is not None:
            yield from self._route(section.route)
        yield self._properties(section)
        for group in section.groups:
            yield from self._group(group)
        if section.unknown:
            yield Spacer(0, 4)
            yield self._labelled(
                words.say("Not known:"),
                words.say("{names}.", names=words.listed(*section.unknown)),
                self._quiet,
            )

    def _properties(self, section: Section) -> Any:
        rows = [
            [self._text(name, self._quiet), self._text(text, self._plain)]
            for name, text in section.properties
        ]
        cited = Paragraph(_marks(section.sources), self._plain)
        rows.append([self._text(words.say("according to"), self._quiet), cited])
        padding = ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)
        tight = [(f"{side}PADDING", (0, 0), (-1, -1), 1) for side in ("TOP", "BOTTOM")]
        # A single value may be longer than a page.
        return Table(rows, colWidths=(34 * mm, None), style=[*padding, *tight], hAlign="LEFT",
                     splitInRow=1)  # fmt: skip

    def _group(self, group: Group) -> Iterator[Any]:
        yield self._bold(group.caption, self._caption)
        for line in group.lines:
            yield Paragraph(self._cited(line), self._item, bulletText="•")
        if group.more:
            yield self._text(words.say("and {n:,} more", n=group.more), self._quiet)

    def _route(self, route: RouteDrawn) -> Iterator[Any]:
        """Boxes with the names and arrows between them, and below them what each pair shares."""
        yield self._bold(words.say("How to reach them"), self._caption)
        for start in range(0, len(route.names), ROW):
            names = route.names[start : start + ROW]
            cells: list[Any] = []
            for number, name in enumerate(names, start):
                cells += [self._text(ARROW, self._plain)] if number else []
                cells.append(self._text(name, self._plain))
            boxes = [
                ("BOX", (column, 0), (column, 0), 0.6, colors.HexColor("#9fb3c8"))
                for column in range(1 if start else 0, len(cells), 2)
            ]
            widths = [32 * mm if (n % 2 == 0) != bool(start) else 8 * mm for n in range(len(cells))]
            yield Table([cells], colWidths=widths, style=boxes, hAlign="LEFT", splitInRow=1)
        for tie in route.ties:
            yield Paragraph(self._cited(tie), self._item, bulletText="•")

    def _text(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(self._fonts.markup(text), style)

    def _bold(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(self._fonts.markup(text, bold=True), style)

    def _labelled(self, label: str, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        lines = "<br/>".join(map(self._fonts.markup, text.splitlines()))
        return Paragraph(f"{self._fonts.markup(label, bold=True)} {lines}", style or self._plain)

    def _cited(self, line: Cited) -> str:
        return self._fonts.markup(line.text) + _marks(line.sources)


def _marks(numbers: Iterable[int]) -> str:
    """References to sources, as links to the footnotes."""
    return "".join(f'<super><a href="#s{n}">[{n}]</a></super>' for n in numbers)
