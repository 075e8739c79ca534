"""Scripts whose letters change shape and position in context, such as those of India, Thai, Burmese
and Khmer.

HarfBuzz shapes the letters of a word. What it moves as one, a cluster, becomes a single glyph of
the font under a private-use character; the PDF maps it back to the letters. Lines therefore break
only between clusters, and extracted text is what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import uharfbuzz
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

SCRIPTS = frozenset(
    (
        *("Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Lao", "Malayalam"),
        *("Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
    )
)
"""The scripts shaped in this way, as the font files name them."""

PRIVATE = range(0xE000, 0xF900)
"""The private-use characters."""


@dataclass(frozen=True)
class Placed:
    """A glyph of a font by its number: its offset, and its advance to the next one."""

    number: int
    x: int
    y: int
    advance: int


@dataclass(frozen=True)
class Cluster:
    """Letters drawn as one, by these glyphs."""

    letters: str
    glyphs: tuple[Placed, ...]


@dataclass(frozen=True)
class Shaped:
    """Texts in one font: ``drawn`` has each in private-use characters, ``clusters`` the cluster of
    each of these characters. Texts for which there is no room are left out."""

    drawn: Mapping[str, str]
    clusters: Mapping[str, Cluster]

    @property
    def reads(self) -> dict[str, str]:
        """The letters of each private-use character."""
        return {character: cluster.letters for character, cluster in self.clusters.items()}


def is_shaped(path: Path | None) -> bool:
    """Whether a font is of a script that is shaped in this way."""
    return path is not None and path.name.removeprefix("NotoSans").partition("[")[0] in SCRIPTS


def shaped(path: Path, texts: Iterable[str], weight: int) -> Shaped:
    """Shape texts, each entirely in this font, into clusters of letters."""
    font = _font(path, weight)
    characters: dict[Cluster, str] = {}
    drawn = {}
    for text in dict.fromkeys(texts):
        clusters = list(_clusters(font, text))
        new = [each for each in dict.fromkeys(clusters) if each not in characters]
        if len(characters) + len(new) > len(PRIVATE):
            continue
        for each in new:
            characters[each] = chr(PRIVATE[len(characters)])
        drawn[text] = "".join(characters[each] for each in clusters)
    return Shaped(drawn, {character: cluster for cluster, character in characters.items()})


def add_clusters(font: TTFont, names: Mapping[int, str], clusters: Mapping[str, Cluster]) -> None:
    """Give a font of one weight a glyph for each cluster and no other character; ``names`` are
    those of its glyphs by their numbers in the font of the clusters."""
    glyphs = font.getGlyphSet()
    drawn = {}
    for character, cluster in clusters.items():
        pen, at = TTGlyphPen(None), 0
        for placed in cluster.glyphs:
            outline = DecomposingRecordingPen(glyphs)
            glyphs[names[placed.number]].draw(outline)
            outline.replay(TransformPen(pen, (1, 0, 0, 1, at + placed.x, placed.y)))
            at += placed.advance
        drawn[f"cluster{ord(character):04X}"] = (pen.glyph(), at)
    font.setGlyphOrder([*font.getGlyphOrder(), *drawn])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    for name, (glyph, advance) in drawn.items():
        font["glyf"].glyphs[name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (advance, glyph.xMin if glyph.numberOfContours else 0)
    characters = CmapSubtable.newSubtable(4)
    characters.platformID, characters.platEncID, characters.language = 3, 1, 0
    characters.cmap = dict(zip(map(ord, clusters), drawn, strict=True))
    font["cmap"].tables = [characters]


def _clusters(font: uharfbuzz.Font, text: str) -> Iterator[Cluster]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {})
    placed: dict[int, list[Placed]] = {}
    for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        at = (position.x_offset, position.y_offset, position.x_advance)
        placed.setdefault(glyph.cluster, []).append(Placed(glyph.codepoint, *at))
    for start, end in pairwise([*sorted(placed), len(text)]):
        yield Cluster(text[start:end], tuple(placed[start]))


@cache
def _font(path: Path, weight: int) -> uharfbuzz.Font:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    font.set_variations({"wght": weight})
    return font
