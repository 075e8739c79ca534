"""The Newcomers and Pipeline pages, run without a browser."""

from __future__ import annotations

from tests.page_store import Opened
from tests.ui.page_text import html, labels

AS_OF = "2026-06-30"


def shown(page: object) -> str:
    texts = [element.value for element in page.markdown]  # type: ignore[attr-defined]
    return " ".join(texts).replace("\\", "")


def test_newcomers_are_listed_with_reasons_and_sources(opened: Opened) -> None:
    who = "demo:person/camille-desrosaux"
    page = opened("newcomers", world="demo_programme", as_of=AS_OF, at=who)
    assert "Not ranked: of 37 newcomers of earlier years, 0 rose" in shown(page)
    frame = page.dataframe[0].value
    assert len(frame) == 34
    assert "chance" not in frame.columns
    assert {"why", "against"} <= set(frame.columns)
    assert "won at Golden Sampan Awards 2020 with La Dernière Cabine" in shown(page).replace(
        "\\", ""
    )
    assert "Catalogues of the festivals" in html(page)


def test_newcomers_of_a_school_in_a_role(opened: Opened) -> None:
    page = opened("newcomers", world="demo_programme", as_of=AS_OF, role="writer", credits="1")
    assert 0 < len(page.dataframe[0].value) < 34
    assert "at most 1 credit by" in shown(page)


def test_where_the_data_end_a_step_leads_to_the_newcomers_of_then(opened: Opened) -> None:
    page = opened("newcomers", world="demo_programme", as_of="2060")
    assert "0 newcomers" in shown(page)
    page.button(key="newcomers_as_of").click().run()
    assert len(page.dataframe[0].value) > 0


def test_projects_by_stage_with_who_is_attached(opened: Opened) -> None:
    project = "demo:project/night-market-physics"
    page = opened("pipeline", world="demo_programme", as_of=AS_OF, stage="development", at=project)
    frame = page.dataframe[0].value
    assert set(frame["stage"]) == {"development"}
    assert len(frame) == 3
    assert "too few similar projects" in frame["beside others"].iloc[0]
    assert "Rafael Monteverde Cruz" in labels(page)
    assert "Records of the programme office" in html(page)


def test_a_pipeline_that_nothing_fits_says_so(opened: Opened) -> None:
    page = opened("pipeline", world="demo_programme", as_of=AS_OF, stuck="yes")
    assert "No project fits all of this" in page.info[0].value


def test_projects_stand_beside_the_slate_of_a_platform(opened: Opened) -> None:
    platform = "demo:organisation/platform"
    page = opened("pipeline", world="demo_programme", as_of=AS_OF, slate=platform)
    assert "Paperkite: 9 works produced or commissioned" in shown(page)
    assert "Margit Haugland-Reyes" in labels(page).replace("\\", "")
    formats, projects = page.dataframe[0].value, page.dataframe[1].value
    assert formats["works"].sum() == 9
    assert projects["project"].iloc[0] == "Glass Ferry"
