"""Fonts for PDF: every character in one that has it, subset to what a document needs.

manimgx-fonts provides Noto Sans by script, justmytype-intl-cjk the fonts for Chinese, Japanese and
Korean. These are variable fonts, of which a PDF takes one weight. ``clusters`` shapes scripts whose
letters change in context.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont

from graphmodel.export.clusters import Shaped, add_clusters, is_shaped, shaped
from graphmodel.export.right_to_left import from_left, unjoined
from graphmodel.facts.shown_text import shown

REGULAR, BOLD = 400, 700
NO_GLYPH = "?"
"""Replaces a character that no font has."""

_POSTSCRIPT_NAME = 6
_LATIN = "NotoSans[wght].ttf"
_CHINESE, _TRADITIONAL, _JAPANESE, _KOREAN = (
    f"notosans{script.lower()}/NotoSans{script}[wght].ttf" for script in ("SC", "TC", "JP", "KR")
)
_JOINERS = "\u200c\u200d"
"""Joiners, which control whether adjacent letters join."""
_READ_AS = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]{4,})>")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")


class Fonts:
    """The fonts of one document, given all its texts.

    ``missing`` are characters that no font has, ``unjoined`` words of scripts whose letters should
    join but do not here.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        wanted: dict[Path, set[str]] = {}
        by_cluster: dict[Path, dict[str, None]] = {}
        self.missing: set[str] = set()
        self.unjoined: dict[str, None] = {}
        for text in texts:
            self.unjoined |= dict.fromkeys(unjoined(shown(text)))
            for path, run in _runs(from_left(shown(text))):
                if path is None:
                    self.missing |= set(run)
                elif is_shaped(path):
                    by_cluster.setdefault(path, {})[run] = None
                else:
                    wanted.setdefault(path, set()).update(run)
        latin = _latin()
        wanted.setdefault(latin, set()).update(map(chr, range(32, 127)), "•")
        self._cuts = wanted
        self._shaped = {path: shaped(path, runs, REGULAR) for path, runs in by_cluster.items()}
        for path, runs in by_cluster.items():
            self.missing.update(*(run for run in runs if run not in self._shaped[path].drawn))
        self._names = {path: _registered(path, chars, REGULAR) for path, chars in wanted.items()}
        self._names |= {path: _registered_shaped(path, s) for path, s in self._shaped.items()}
        self.regular = self._names[latin]
        self.bold = _registered(latin, wanted[latin], BOLD)

    def markup(self, text: str, *, bold: bool = False) -> str:
        """A text as escaped ReportLab markup, each run in the font that has it."""
        runs = []
        for preferred, run in _runs(from_left(shown(text))):
            if preferred in self._shaped and run in self._shaped[preferred].drawn:
                letters = self._shaped[preferred].drawn[run]
                runs.append(f'<font name="{self._names[preferred]}">{letters}</font>')
                continue
            for path, piece in groupby(run, partial(self._cut_with, preferred=preferred)):
                letters = "".join(piece)
                if path is None:
                    runs.append(NO_GLYPH * len(letters))
                    continue
                name = self.bold if bold and path == _latin() else self._names[path]
                runs.append(f'<font name="{name}">{escape(letters)}</font>')
        return "".join(runs)

    def _cut_with(self, character: str, preferred: Path | None) -> Path | None:
        """The font of the document that has a character: the preferred one if that has it."""
        paths = (*(() if preferred is None else (preferred,)), *self._cuts)
        return next((path for path in paths if character in self._cuts.get(path, ())), None)


def _runs(text: str) -> Iterator[tuple[Path | None, str]]:
    """Split a text into runs, each with the font that has it, or None."""
    order = _order(text)
    paths: list[Path | None] = []
    for character in text:
        before = paths[-1] if paths else None
        if before is not None and _goes_with(character, before):
            paths.append(before)
        else:
            paths.append(_font_of(character, order))
    for path, run in groupby(zip(paths, text, strict=True), itemgetter(0)):
        yield path, "".join(character for _, character in run)


def _goes_with(character: str, path: Path) -> bool:
    """Whether a character belongs with the letter before it, in this font, which has it."""
    is_mark = character in _JOINERS or unicodedata.category(character).startswith("M")
    return is_shaped(path) and is_mark and ord(character) in _characters(path)


def _order(text: str) -> tuple[Path, ...]:
    """The fonts in order of preference: of those that share Han characters, the one of the language
    that the other letters of the text show comes first, by default that of Chinese as written in
    China."""
    names = [_CHINESE, _TRADITIONAL, _JAPANESE, _KOREAN]
    if _KANA.search(text):
        names = [_JAPANESE, _CHINESE, _TRADITIONAL, _KOREAN]
    elif _HANGUL.search(text):
        names = [_KOREAN, _CHINESE, _TRADITIONAL, _JAPANESE]
    asian = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl"
    return (_latin(), *(asian / name for name in names), *_further())


def _font_of(character: str, order: Sequence[Path]) -> Path | None:
    if unicodedata.category(character)[0] in "CZ":
        return order[0]  # spaces take the font of Latin letters, which has them
    return next((path for path in order if ord(character) in _characters(path)), None)


@cache
def _latin() -> Path:
    return Path(str(files("manimgx_fonts"))) / _LATIN


@cache
def _further() -> tuple[Path, ...]:
    """The fonts of other scripts, in order of their names."""
    folder = _latin().parent
    others = (path for path in sorted(folder.glob("*.ttf")) if "Italic" not in path.name)
    return tuple(path for path in others if path.name != _LATIN)


@cache
def _characters(path: Path) -> frozenset[int]:
    """The characters that a font has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


class _ReadableFont(PdfFont):  # type: ignore[misc]
    """A font for which the PDF maps characters to text correctly, also beyond the first plane,
    where ReportLab does not."""

    def __init__(self, name: str, file: BytesIO, reads: Mapping[str, str]) -> None:
        super().__init__(name, file, shapable=False)
        self._reads = reads

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        own = self.face.name.decode()
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and name.endswith(f"+{own}"):
                stream.content = _READ_AS.sub(self._read_as, stream.content)

    def _read_as(self, match: re.Match[str]) -> str:
        character = chr(int(match[2], 16))
        letters = self._reads.get(character, character)
        return f"<{match[1]}> <{letters.encode('utf-16-be').hex().upper()}>"


def _registered(path: Path, characters: set[str], weight: int) -> str:
    """Register a font of one weight with only these characters; returns its ReportLab name."""
    text = "".join(sorted(characters))
    name = _name_of(path, f"{weight} {text}")
    if name not in pdfmetrics.getRegisteredFontNames():
        font = _cut(path, weight, text=text)
        pdfmetrics.registerFont(_ReadableFont(name, _file(font, name), {}))
    return name


def _registered_shaped(path: Path, texts: Shaped) -> str:
    """Register a font with only the clusters of these texts; returns its ReportLab name."""
    name = _name_of(path, repr(sorted(texts.clusters.items())))
    if name not in pdfmetrics.getRegisteredFontNames():
        numbers = {glyph.number for each in texts.clusters.values() for glyph in each.glyphs}
        with TTFont(path, lazy=True) as whole:
            names = {number: whole.getGlyphName(number) for number in numbers}
        font = _cut(path, REGULAR, glyphs=list(names.values()))
        add_clusters(font, names, texts.clusters)
        pdfmetrics.registerFont(_ReadableFont(name, _file(font, name), texts.reads))
    return name


def _name_of(path: Path, what: str) -> str:
    digest = hashlib.sha256(f"{path.name} {what}".encode()).hexdigest()[:12]
    return f"Noto{digest}"


def _cut(path: Path, weight: int, *, text: str = "", glyphs: Sequence[str] = ()) -> TTFont:
    """Subset a font to one weight with the glyphs of a text, or with these glyphs."""
    font = TTFont(path, lazy=True)
    subsetter = Subsetter(Options(layout_features=[], notdef_outline=True, glyph_names=True))
    subsetter.populate(text=text, glyphs=glyphs)
    subsetter.subset(font)
    if "fvar" in font:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        font = instantiateVariableFont(font, {**axes, "wght": weight}, inplace=True)
    return font


def _file(font: TTFont, name: str) -> BytesIO:
    """Write a font to memory under its own name: ReportLab takes two fonts of one name for the
    same."""
    for record in font["name"].names:
        if record.nameID == _POSTSCRIPT_NAME:
            record.string = name
    out = BytesIO()
    font.save(out)
    font.close()
    out.seek(0)
    return out
