"""A file of unknown format on the Data page: previewed, corrected, imported."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from graphmodel.errors import StoreAway
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.ui.data import import_job
from tests.ui.page_text import letters, sent_by

FILMS = "Title,Year,Director,Notes\nHome Ground,2019,Ana Ferro,x\nSalt,2021,Bo Lind,y\n"
CARS = "plate,colour\nAB 12,red\nCD 34,blue\n"


@pytest.fixture
def page(data_page: AppTest) -> AppTest:
    return data_page


def uploading(page: AppTest, name: str, text: str) -> AppTest:
    page.query_params["part"] = "import"
    page.run()
    page.file_uploader("files").set_value([(name, text.encode(), "text/csv")])
    page.button("upload_go").click().run()
    assert not page.exception, page.exception
    return page


def shown_text(page: AppTest) -> str:
    """The text on the page, without its tables."""
    elements = [*page.markdown, *page.caption, *page.warning, *page.error, *page.success]
    return "\n".join(letters(element.value) for element in elements)


def test_what_it_would_read_is_shown_and_written_only_when_confirmed(
    page: AppTest, embedded_store: EmbeddedStore
) -> None:
    uploading(page, "films.csv", FILMS)
    assert "How films.csv would be read" in shown_text(page)
    counts = page.dataframe[0].value
    assert dict(zip(counts["kind"], counts["facts"], strict=True)) == {
        "Source": 1, "Person": 2, "Project": 2, "WORKED_ON": 2,
    }  # fmt: skip
    assert embedded_store.counts().nodes == {}
    page.button("draft_go").click().run()
    assert not page.exception, page.exception
    assert "7 rows read, 7 written, 0 unchanged, 0 refused" in shown_text(page)
    assert set(embedded_store.nodes("Person")["name"]) == {"Ana Ferro", "Bo Lind"}
    uploading(page, "films.csv", FILMS + "Tide,2022,Ana Ferro,z\n")
    page.button("draft_go").click().run()
    assert "9 rows read, 2 written, 7 unchanged" in shown_text(page), "the same people and films"


def test_a_dry_run_writes_nothing_and_the_draft_stays(
    page: AppTest, embedded_store: EmbeddedStore
) -> None:
    page.query_params["part"] = "import"
    page.run()
    page.checkbox("dry_run").set_value(True).run()
    uploading(page, "films.csv", FILMS)
    assert "would be written" not in shown_text(page)
    page.button("draft_go").click().run()
    assert embedded_store.counts().nodes == {}
    assert page.button("draft_go")
    assert "7 rows read, 7 would be written" in shown_text(page)
    page.button("load_roadshow_2025").click().run()
    assert "roadshow_2025: " in shown_text(page), "what else was imported is told beside the draft"
    uploading(page, "films.csv", FILMS)
    assert "roadshow_2025: " not in shown_text(page), "what came before is not of this file"


def test_a_dry_run_ticked_with_the_press_and_a_second_press_count(
    page: AppTest, embedded_store: EmbeddedStore
) -> None:
    uploading(page, "films.csv", FILMS)
    page.checkbox("dry_run").set_value(True)
    page.button("draft_go").click().run()
    assert not page.exception, page.exception
    assert embedded_store.counts().nodes == {}
    page.checkbox("dry_run").set_value(False)
    page.button("draft_go").click()
    pressed = sent_by(page)
    for _ in range(2):
        page._run(pressed)
    assert not page.exception, page.exception
    assert set(embedded_store.nodes("Person")["name"]) == {"Ana Ferro", "Bo Lind"}


def test_why_an_import_cannot_begin_is_said(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    uploading(page, "films.csv", FILMS)

    def refuse(*_: object, **__: object) -> None:
        raise StoreAway("no answer; check that the store runs there")

    monkeypatch.setattr(import_job, "start_upload_import", refuse)
    page.button("draft_go").click().run()
    assert "no answer" in shown_text(page)
    monkeypatch.undo()
    page.button("draft_go").click().run()
    assert "7 rows read, 7 written" in shown_text(page)


def test_a_correction_is_read_at_once_and_a_wrong_one_is_one_line(page: AppTest) -> None:
    uploading(page, "films.csv", FILMS)
    mapping = page.text_area("draft_text").value
    page.text_area("draft_text").set_value(mapping.replace("{Director}", "{Notes}")).run()
    assert "x" in {*page.dataframe[1].value["name"]}
    for wrong, said in (
        (f"{mapping}\nlinks: [", "films.yaml"),
        ("", "films.yaml"),
        (mapping.replace("file: films.csv", "file: /etc/passwd"), "passwd"),
        (f"database: sqlite:///x.db\nquery: SELECT 1\n{mapping}", "database"),
    ):
        page.text_area("draft_text").set_value(wrong).run()
        assert not page.exception, page.exception
        (error,) = page.error
        assert said in letters(error.value)
        assert "\n" not in error.value
        assert page.button("draft_go").disabled
    page.text_area("draft_text").set_value(mapping).run()
    assert not page.error
    page.button("draft_discard").click().run()
    assert "How films.csv would be read" not in shown_text(page)


def test_a_table_of_nothing_that_is_known_is_one_line(page: AppTest) -> None:
    uploading(page, "cars.csv", CARS)
    (error,) = page.error
    assert letters(error.value).startswith("cars.csv")
    assert "/tmp" not in error.value
