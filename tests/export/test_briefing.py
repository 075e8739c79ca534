"""A briefing as a file to send: its content, and that nothing in it runs or is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.export.briefing import briefing, briefing_page
from graphmodel.export.briefing_content import MOST_LINKS, Subject, briefing_content
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network
from tests.analysis.talent_networks import talent

HOSTILE = "<script>alert(1)</script> & \u202eevil"
NETWORK = credits_network(
    {f"film{n:02}": ["ann"] for n in range(MOST_LINKS + 2)},
    years={f"film{n:02}": 2000 + n for n in range(MOST_LINKS + 2)},
    people={"ann": {"name": HOSTILE, "other_names": ["安"], "languages": ["French"]}},
    nodes={
        "Source": [{"id": "test", "name": "The <b>Gazette</b>", "address": "javascript:alert(1)"}]
    },
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def write(*subjects: Subject) -> str:
    return briefing(NETWORK, HOSTILE, subjects, by="Ann", date="2026-05-01")


def test_it_says_why_what_according_to_whom_and_what_is_not_known() -> None:
    text = write(Subject("ann", "met", "the roadshow", ("one\ntwo",)))
    for part in ("安", "French", "the roadshow", "one<br>two", "met", "2026-05-01", "and 2 more"):
        assert part in text
    assert text.index("Film13") < text.index("Film12")
    assert "Not known:</b> " in text
    unknown = text.partition("Not known:")[2].partition("</p>")[0]
    assert "markets" in unknown
    assert "first work" not in unknown, "the works say it"
    cited = set(re.findall(r'href="#(s\d+)"', text))
    assert cited == set(re.findall(r'<li id="(s\d+)"', text)) == {"s1"}


def test_nothing_in_it_runs_or_is_fetched() -> None:
    text = write(Subject("ann", because=HOSTILE, notes=(HOSTILE,)))
    parsed = Tags()
    parsed.feed(text)
    assert not {"script", "b>gazette", "img", "iframe", "link"} & set(parsed.tags)
    assert all(address.startswith("#") for address in parsed.addresses)
    assert "\u202e" not in text
    assert "default-src 'none'" in text


def test_who_is_not_in_the_network_is_refused() -> None:
    with pytest.raises(InputError, match="nobody"):
        write(Subject("nobody"))


def test_it_says_of_each_whether_they_may_be_contacted() -> None:
    """Ann agreed, Bo withdrew, Cy agreed only to be listed, and Dee's consent ended in 2020. One
    that is dated later or that its source has dropped is none."""
    people = {name: {} for name in ("ann", "bo", "cy", "dee")}
    nodes = {"lab": {"kind": "Programme", "name": "Lab"}, **people}
    agreed = {"kind": "CONSENTS", "to": "lab", "scope": "contacted", "given_on": "2019-03-01"}
    links = [
        {"from": "ann", **agreed},
        {"from": "bo", **agreed, "withdrawn_on": "2020-05-04"},
        {"from": "cy", **agreed, "scope": "listed"},
        {"from": "dee", **agreed, "until": "2020"},
    ]

    def said(name: str, network: Network) -> str:
        text = briefing(network, "T", [Subject(name)], by="Ann", date="2026-05-01")
        return text.partition("<b>Consent</b> ")[2].partition("</p>")[0]

    network = talent(nodes, links)
    assert said("ann", network) == "May be contacted: consented to this on 2019-03-01, to Lab."
    for name in ("bo", "dee"):
        assert said(name, network) == (
            "Must not be contacted: they withdrew their consent, or it has expired."
        )
    assert "Ask before you contact them" in said("cy", network)
    for not_given in ({"given_on": "2999-03-01"}, {"no_longer_claimed_by": ["s0"]}):
        later = talent(nodes, [{"from": "ann", **agreed, **not_given}])
        assert "Ask before you contact them" in said("ann", later)
    noted = talent({"ann": {"consent": "given"}, "bo": {"consent": "not asked"}, "cy": {}}, [])
    assert said("ann", noted) == (
        "Gave their consent; whether it covers being contacted is not recorded."
    )
    assert "Ask before you contact them" in said("bo", noted)
    assert said("cy", noted) == ""


def test_it_says_how_festivals_recognised_the_works_of_somebody() -> None:
    """Ann directed the winner, Bo is thanked in it; the festival recognises only the work."""
    network = talent(
        {
            "rain": {"kind": "Project", "name": "Rain", "year": 2020},
            "bay": {"kind": "Festival", "name": "Gull Bay"},
        },
        [
            {"kind": "WORKED_ON", "from": "ann", "to": "rain", "role": "director", "year": 2020},
            {"kind": "WORKED_ON", "from": "bo", "to": "rain", "role": "thanks"},
            {"kind": "SELECTED_AT", "from": "rain", "to": "bay", "result": "won", "year": 2021},
        ],
    )
    [ann, bo, rain] = briefing_content(
        network, "T", [Subject("ann"), Subject("bo"), Subject("rain")], by="Ann", date="2026-05-01"
    ).sections
    [group] = [g for g in ann.groups if g.caption == "their works were recognised by"]
    [line] = group.lines
    assert line.text == "Gull Bay · won · 2021 · Rain (2020, director)"
    assert len(line.sources) == 2, "who says that it won, and who that she directed it"
    for section in (bo, rain):
        assert "their works were recognised by" not in [g.caption for g in section.groups]


def test_in_chinese_nothing_but_names_and_their_own_words_is_english() -> None:
    with words.speaking(words.CHINESE):
        content = briefing_content(
            NETWORK, "T", [Subject("ann", "met", "the roadshow")], by="Ann", date="2026-05-01"
        )
    text = briefing_page(content)
    assert '<html lang="zh-Hans">' in text
    assert "由Ann于 2026-05-01 根据文末所列来源整理。" in text
    for said in ("<b>原因</b> the roadshow", "<b>未知：</b>", "<dd>法语</dd>", "<h2>来源</h2>"):
        assert said in text
    for english in ("Not known", "Sources", "according", "more</li>", "French"):
        assert english not in text
    assert words.spoken() == words.ENGLISH
