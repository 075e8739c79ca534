"""The tour: five steps, which can be skipped and started again."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from graphmodel.ui.shared import navigation, tour


def page_with_tour() -> None:
    import streamlit as st

    from graphmodel.ui.shared import tour

    st.button("start", key="begin", on_click=tour.start)
    tour.show("explore")


def titles(page: AppTest) -> list[str]:
    return [text.value for text in page.markdown if " of 5 · " in text.value]


def test_the_tour_goes_on_back_and_ends_and_starts_again() -> None:
    page = AppTest.from_function(page_with_tour).run()
    assert titles(page) == []
    page.button("begin").click().run()
    assert titles(page) == ["**1 of 5 · Find**"]
    assert "tour_back" not in [button.key for button in page.button]
    for _ in range(4):
        page.button("tour_next").click().run()
    assert not page.exception
    assert titles(page) == ["**5 of 5 · Find by description**"]
    assert page.button("tour_end").label == "Done"
    page.button("tour_back").click().run()
    assert titles(page) == ["**4 of 5 · Whom to meet**"]
    assert page.button("tour_end").label == "Skip the tour"
    page.button("tour_end").click().run()
    assert titles(page) == []
    page.button("begin").click().run()
    assert titles(page) == ["**1 of 5 · Find**"]


def test_every_step_is_about_a_page_that_is_there() -> None:
    assert all(navigation.exists(stop.page) for stop in tour.STOPS)
    assert len(tour.STOPS) == 5
