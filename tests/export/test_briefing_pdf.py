"""A briefing as PDF: the same as the HTML, and names of every script read back out of it."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

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

NAMES = ("张艺谋", "張藝謀", "イーモウ", "장이머우", "Чжан Имоу", "Γιώργος", "Nguyễn Đạt", "ไทย")
HOSTILE = '<b>bold</b> & <img src="x"> \u202eevil'

SECTION = Section(
    name=NAMES[0], line=HOSTILE, other_names=NAMES[1:], stage="met", because=f"of {HOSTILE}",
    notes=("first\nsecond",), consent="May be contacted.",
    route=RouteDrawn(("Ann", NAMES[2], NAMES[0]), ("一部 (2020)", "school")),
    no_route="", properties=(("languages", "French, 中文"),), sources=(1,),
    groups=(Group("worked on", (Cited("菊豆 · director", (1, 2)),), 3),), unknown=("markets",),
)  # fmt: skip
SOURCES = (SourceLine("The Gazette", "https://example.org/x"), SourceLine("档案", ""))
BRIEFING = Briefing("秋 Autumn", "Ann", "2026-05-01", True, (SECTION,), SOURCES)


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def read() -> str:
    pdf = briefing_pdf(BRIEFING)
    assert (pdf.missing, pdf.shaped) == (frozenset(), False)
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


def test_text_is_shown_as_its_letters(read: str) -> None:
    assert words('<b>bold</b> & <img src="x">') in read
    assert "\u202e" not in read


def test_headings_are_bold_and_every_font_is_in_the_file() -> None:
    [page, *_] = PdfReader(BytesIO(briefing_pdf(BRIEFING).content)).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    embedded = [font for font in fonts if "/FontDescriptor" in font]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in embedded)
    # Latin letters in two weights, Chinese, Japanese, Korean and Thai ones.
    assert len({str(font["/BaseFont"]) for font in embedded}) == 6


def test_letters_that_cannot_be_shown_as_written_are_told() -> None:
    section = replace(SECTION, other_names=("سلام", "\U0001f9ff\U000e0fff"))
    pdf = briefing_pdf(replace(BRIEFING, sections=(section,)))
    assert pdf.shaped
    assert pdf.content.startswith(b"%PDF")
