"""What a line says of a link."""

from __future__ import annotations

from graphmodel.network.captions import link_details
from tests.pictures.small_picture import small_network


def test_several_works_of_one_award_are_named_in_words() -> None:
    link = {"kind": "SELECTED_AT", "award": "Oscar", "works": ["Hugo", "Aviator"], "year": 2011}
    said = link_details(small_network(), link)
    assert "for Hugo, Aviator" in said
    assert "[" not in said
    assert said.endswith("2011")


def test_an_id_is_shown_by_the_name_that_it_has_and_who_noted_it_after_that() -> None:
    network = small_network()
    known, name = network.ids[0], network.names[0]
    link = {"kind": "MET", "event": known, "how": "talked", "recorded_by": "Kim"}
    assert link_details(network, link) == f"{name} · talked · recorded by Kim"
    assert link_details(network, {**link, "event": "gone"}).startswith("gone · ")
