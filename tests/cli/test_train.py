from pathlib import Path

from tests.cli.conftest import Run, one_line


def test_a_store_without_years_to_learn_from_is_refused(ask: Run, tmp_path: Path) -> None:
    ran = ask("train", "--years", "10", "--out", str(tmp_path / "ranker.json"))
    assert ran.code == 1
    assert one_line(ran)
    assert "import more dated credits" in ran.err
    assert not (tmp_path / "ranker.json").exists()


def test_a_folder_that_is_not_a_split_is_refused(ask: Run, tmp_path: Path) -> None:
    ran = ask("backtest", "--split", str(tmp_path))
    assert ran.code == 1
    assert one_line(ran)
    assert "known.csv does not exist" in ran.err


def test_a_store_without_years_to_predict_is_refused(ask: Run) -> None:
    ran = ask("backtest", "--years", "10", "--origins", "1")
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.splitlines()[-1].endswith("import more dated credits")


def test_a_file_that_is_not_a_model_is_refused(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("{}")
    ran = ask("suggest", "roadshow2025:hina", "--model", str(tmp_path / "m.json"))
    assert ran.code == 1
    assert one_line(ran)
    assert "not a trained model" in ran.err
    assert "graphmodel train" in ran.err
