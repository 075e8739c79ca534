"""A briefing as PDF: same content as the HTML, and names in every script read back from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from graphmodel.export.briefing import briefing_page
from graphmodel.export.briefing_content import (
    Briefing,
    Cited,
    Group,
    RouteDrawn,
    Section,
    SourceLine,
)
from graphmodel.export.briefing_pdf import briefing_pdf
from graphmodel.export.clusters import shaped
from graphmodel.export.pdf_fonts import REGULAR
from graphmodel.export.right_to_left import from_left, joined
from graphmodel.words import CHINESE

NAMES = ("张艺谋", "張藝謀", "イーモウ", "장이머우", "Чжан Имоу", "Γιώργος", "Nguyễn Đạt", "𠮷野家",
         "सत्यजित राय", "श्रीकृष्ण", "সত্যজিৎ রায়", "ঋত্বিক", "மணிரத்னம்", "శ్రీనివాస్", "ശ്രീ അടൂർ",
         "ශ්\u200dරී ලංකා", "อภิชาติพงศ์", "น้ำ", "ຄຳ", "မြန်မာ", "ខ្មែរ កោ")  # fmt: skip
HOSTILE = '<b>bold</b> & <img src="x"> \u202eevil'

SECTION = Section(
    name=NAMES[0], line=HOSTILE, other_names=NAMES[1:], stage="met", because=f"of {HOSTILE}",
    notes=("first\nsecond",), consent="May be contacted.",
    route=RouteDrawn(("Ann", NAMES[2], NAMES[0]), (Cited("一部 (2020)", (2,)), Cited("school"))),
    no_route="", properties=(("languages", "French, 中文"),), sources=(1,),
    groups=(Group("worked on", (Cited("菊豆 · director", (1, 2)),), 3),), unknown=("markets",),
)  # fmt: skip
SOURCES = (SourceLine("The Gazette", "https://example.org/x"), SourceLine("档案", ""))
BRIEFING = Briefing("秋 Autumn", "Ann", "2026-05-01", True, (SECTION,), SOURCES)


def font(script: str) -> Path:
    return Path(str(files("manimgx_fonts"))) / f"NotoSans{script}[wght].ttf"


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def read() -> str:
    pdf = briefing_pdf(BRIEFING)
    assert (pdf.missing, pdf.unjoined) == (frozenset(), ())
    return words("".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages))


def test_names_of_every_script_are_read_back(read: str) -> None:
    for name in (*NAMES, BRIEFING.title, "菊豆", "档案", "一部"):
        assert words(name) in read


def test_it_says_what_the_html_says(read: str) -> None:
    page = re.sub(
        r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", briefing_page(BRIEFING), flags=re.S
    )
    for word in page.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split():
        assert word.replace("&quot;", '"').strip("→") in read


@pytest.mark.parametrize("letters", ["A long evening by the sea. ", "海边漫长的夜晚"])
def test_a_text_longer_than_a_page_goes_on_over_the_next(letters: str) -> None:
    long = (letters * 20_000)[:20_000]
    section = replace(
        SECTION, name="Ann", other_names=(), because=long, notes=(long,),
        properties=(("country", "CN"), ("logline", long), ("status", "shot")),
        route=RouteDrawn(("Ann", long[:2_000]), (Cited(long),)), groups=(),
    )  # fmt: skip
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    read = words("".join(p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages))
    assert read.count(words(letters)) >= 4 * 20_000 // len(letters) - 4
    assert "statusshot" in read


def test_text_is_shown_as_its_letters(read: str) -> None:
    assert words('<b>bold</b> & <img src="x">') in read
    assert "\u202e" not in read


def test_headings_are_bold_and_every_font_is_in_the_file() -> None:
    section = replace(SECTION, other_names=NAMES[1:8])
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    [page, *_] = PdfReader(BytesIO(pdf.content)).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    embedded = [font for font in fonts if "/FontDescriptor" in font]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in embedded)
    # Latin in two weights, Chinese, Japanese and Korean.
    assert len({str(font["/BaseFont"]) for font in embedded}) == 5


def test_letters_that_cannot_be_shown_as_written_are_told() -> None:
    section = replace(SECTION, other_names=("Dev ݐݓ", "\U0001f9ff\U00017000"))
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    assert pdf.unjoined == ("ݐݓ",)
    text = words("".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages))
    assert "shownunjoinedhere:ݐݓ." in text
    assert "\U0001f9ff" in text
    assert "appearas?:U+17000." in text
    assert pdf.missing == {"\U00017000"}


@pytest.mark.parametrize(
    ("script", "text", "clusters"),
    [
        ("Devanagari", "सत्यजित", ["स", "त्", "य", "जि", "त"]),
        ("Devanagari", "कि", ["कि"]),
        ("Thai", "น้ำ", ["น้ำ"]),
        ("Sinhala", "ශ්\u200dරී", ["ශ්\u200dරී"]),
        ("Khmer", "ខ្មែរ", ["ខ្មែ", "រ"]),
    ],
)
def test_letters_that_stand_together_are_one_glyph(
    script: str, text: str, clusters: list[str]
) -> None:
    found = shaped(font(script), [text], REGULAR)
    assert [found.reads[character] for character in found.drawn[text]] == clusters


def test_signs_stand_before_and_above_their_letter() -> None:
    devanagari, thai = font("Devanagari"), font("Thai")
    [before] = shaped(devanagari, ["कि"], REGULAR).clusters.values()
    [alone] = shaped(devanagari, ["क"], REGULAR).clusters.values()
    assert before.glyphs[-1] == alone.glyphs[0], "the sign is written after and drawn before"
    [above] = shaped(thai, ["น้ำ"], REGULAR).clusters.values()
    assert [glyph.advance > 0 for glyph in above.glyphs] == [True, False, False, True]


def test_what_has_no_room_in_a_font_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmodel.export.clusters.PRIVATE", range(0xE000, 0xE001))
    section = replace(SECTION, other_names=("क", "कि"))
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    assert pdf.missing == set("कि")


@pytest.mark.parametrize("name", ["يوسف شاهين", "عباس کیارستمی", "سلام لالا", "איתן פוקס"])
def test_names_from_right_to_left_are_joined_and_read_back(name: str) -> None:
    section = replace(SECTION, name=f"{name} (Ann)", other_names=())
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    assert (pdf.missing, pdf.unjoined) == (frozenset(), ())
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    # The reader restores the order of letters in each word; NFKC maps each form to its letter.
    read = unicodedata.normalize("NFKC", text)
    first, last = (read.index(word) for word in name.split())
    assert last < first, "the first word is drawn on the right"
    assert "\u00a0" in from_left(name), "in one line, since its first word comes last"


def test_arabic_letters_join_as_they_are_written() -> None:
    assert joined("بيت") == "\ufe91\ufef4\ufe96", "initial, medial, final"
    assert joined("دار") == "\ufea9\ufe8d\ufead", "none joins the one after it"
    assert joined("سلا") == "\ufeb3\ufefc", "lam and alef are one"
    assert joined("بَيت") == "\ufe91\u064e\ufef4\ufe96", "a vowel sign joins nothing"
    assert from_left("a (نور) b") == "a (\ufead\ufeee\ufee7) b"
    assert from_left("نور (شمس) x") == "(\ufeb2\ufee4\ufeb7)\u00a0\ufead\ufeee\ufee7 x"
    assert from_left("Ann") == "Ann"
    long = from_left(" ".join(["نور"] * 40))
    assert long.count(" ") == 2, "a long text is broken where its lines are"


def test_every_letter_of_its_chinese_sentences_is_in_the_file() -> None:
    pdf = briefing_pdf(replace(BRIEFING, language=CHINESE))
    text = words("".join(p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages))
    assert words("由Ann于 2026-05-01 根据文末所列来源整理。") in text
    assert "未知：" in text
    assert "?" not in text
