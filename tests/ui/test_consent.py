"""Withdrawing consent on the Explore page: asked, confirmed, erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from graphmodel.access.roles import Role
from graphmodel.network.namespaces import ALL
from graphmodel.snapshot import load_network
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.ui.shared import consent, resources, session
from tests.consent.small_network import MARA, NAMES, TWIN, fill
from tests.ui.page_text import asked, button_of

PAGE = Path(consent.__file__).parents[1] / "explore" / "page.py"
ASK_PAGE = PAGE.parents[1] / "ask" / "page.py"


@pytest.fixture
def page(
    embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, on_loopback: None
) -> Iterator[AppTest]:
    """The Explore page with the person selected."""
    fill(embedded_store)
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_store.folder))
    page = AppTest.from_file(str(PAGE), default_timeout=300)
    page.query_params["centre"] = TWIN
    page.run()
    assert not page.exception, page.exception
    yield page
    st.cache_resource.clear()


def test_a_person_is_erased_after_a_confirmation(
    page: AppTest, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "default_namespace", lambda: ALL)
    button_of(page, "consent_ask_").click().run()
    sentence = page.warning[0].value.replace("\\", "")
    assert all(word in sentence for word in (MARA, TWIN, *NAMES, "All 2 records", "5 links"))
    page.button("consent_no").click().run()
    assert embedded_store.withdrawals.records() == []
    button_of(page, "consent_ask_").click().run()
    button_of(page, "consent_yes_").click().run()
    assert "say who carries it out" in page.error[0].value
    page.text_input("consent_by").set_value("Ann Lee")
    button_of(page, "consent_yes_").click().run()
    assert not page.exception, page.exception
    assert "erased" in page.success[0].value
    assert page.query_params.get("centre", []) == []
    assert asked(page, "world") == [ALL], "the data set that the page showed"
    assert [w.by for w in embedded_store.withdrawals.records()] == ["Ann Lee"]
    assert MARA not in load_network(embedded_store)


def test_who_is_signed_in_withdraws_under_their_own_name(
    page: AppTest, embedded_store: EmbeddedStore, signed_in: Callable[[str, Role], None]
) -> None:
    signed_in("Ann Lee", Role.ADMINISTRATOR)
    button_of(page, "consent_ask_").click().run()
    assert page.text_input("consent_by").disabled
    button_of(page, "consent_yes_").click().run()
    assert not page.exception, page.exception
    assert [w.by for w in embedded_store.withdrawals.records()] == ["Ann Lee"]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_question_first_erases_whom_another_program_marked(
    embedded_store: EmbeddedStore,
    monkeypatch: pytest.MonkeyPatch,
    on_loopback: None,
    *,
    read_only: bool,
) -> None:
    fill(embedded_store)
    monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    monkeypatch.setattr(resources, "pages_are_read_only", lambda: read_only)
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_store.folder))
    state = "MATCH (p:Person {id: $id}) SET p.consent = 'withdrawn'"
    embedded_store.in_transaction(lambda tx: tx.run(state, id=MARA).consume())
    page = AppTest.from_file(str(ASK_PAGE), default_timeout=300)
    page.query_params["cypher"] = "MATCH (p:Person) RETURN p.id AS id ORDER BY id"
    page.run()
    next(button for button in page.button if button.label == "Run").click().run()
    assert not page.exception, page.exception
    assert not page.error, page.error[0].value
    assert list(page.dataframe[0].value["id"]) == ["a:kit", "a:mara-venn-2", "b:1"]
    assert len(embedded_store.withdrawals.records()) == 1
    st.cache_resource.clear()
