"""Consistency of the project's own files: names, versions, linters."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from graphmodel.cli import cli
from tests.conftest import AUDIT

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PATHS = re.compile(
    r"(?<![\w/.])((?:\.ci|\.github|benchmarks|docs|graphmodel|scripts|seeds|tests)(?:/[\w.-]*\w)+)"
)
NAMING = (
    "Makefile", ".ci/run", ".github/workflows/ci.yml", "README.md", "CONTRIBUTING.md",
    "SECURITY.md", "CHANGELOG.md", "seeds/README.md", "benchmarks/README.md",
    "benchmarks/TRIED.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md")),
)  # fmt: skip


@pytest.mark.parametrize("name", NAMING)
def test_every_file_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [path for path in PATHS.findall(text) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", [name for name in NAMING if name.endswith(".md")])
def test_every_link_between_documents_leads_somewhere(name: str) -> None:
    document = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_version_is_in_one_place() -> None:
    version = PROJECT["project"]["version"]
    assert CliRunner().invoke(cli, ["--version"]).output.endswith(f"version {version}\n")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d[\w.]*)\]", changes, re.MULTILINE)[0] == version


def test_the_same_linters_run_by_hand_before_a_commit_and_in_ci() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2]
    by_hand = re.findall(r"\t\.venv/bin/(.*)", recipe.partition("\n\n")[0])
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    before_commit = [
        entry.removeprefix(".venv/bin/").replace(" --force-exclude", "") for entry in entries
    ]
    assert [command.removesuffix(" .") for command in by_hand] == before_commit
    assert "\nmake lint\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_ci_runs_on_every_python_that_is_supported() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["test"]
    assert "bash .ci/run" in [step.get("run") for step in job["steps"]]
    first, end = map(int, re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"]))
    supported = [f"3.{minor}" for minor in range(first, end)]
    assert job["strategy"]["matrix"]["python"] == supported
    classifiers = PROJECT["project"]["classifiers"]
    assert [c for c in classifiers if c.startswith("Programming Language")] == [
        f"Programming Language :: Python :: {version}" for version in supported
    ]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"python{version}" in makefile for version in supported)


def test_every_rule_about_files_is_about_some() -> None:
    for pattern in PROJECT["tool"]["ruff"]["lint"]["per-file-ignores"]:
        assert any(path.suffix == ".py" for path in ROOT.glob(f"{pattern.removesuffix('*')}**/*"))
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "graphmodel").rglob("*.py")
    )
    for override in PROJECT["tool"]["mypy"]["overrides"]:
        for module in override["module"]:
            assert f"import {module.removesuffix('.*')}" in code or (
                f"from {module.removesuffix('.*')}" in code
            ), module


def test_every_part_of_the_audit_is_there() -> None:
    assert [part for part in AUDIT if not (ROOT / "tests" / part).exists()] == []
