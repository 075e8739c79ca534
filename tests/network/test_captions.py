"""What a line says of a link."""

from __future__ import annotations

from graphmodel.network.captions import link_details


def test_several_works_of_one_award_are_named_in_words() -> None:
    link = {"kind": "SELECTED_AT", "award": "Oscar", "works": ["Hugo", "Aviator"], "year": 2011}
    said = link_details(link)
    assert "for Hugo, Aviator" in said
    assert "[" not in said
    assert said.endswith("2011")
