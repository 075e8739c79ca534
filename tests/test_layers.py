"""The design's rule: facts flow one way, and a layer imports only those before it."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "graphmodel"

# From the first layer to the last. A module imports from its own layer or from one before it.
LAYERS = (
    ("errors", "ahead", "kept", "pace", "positions", "adjacency", "splicing"),
    ("settings", "addresses"),
    ("kinds",),
    ("schema",),
    ("columns", "facts", "escapes", "idsets", "verdicts"),
    ("importers",),
    ("shipped",),
    ("checks",),
    ("store",),
    ("ledger", "meeting"),
    ("importing",),
    ("scripting",),
    ("network_tables",),
    ("network",),
    ("changing",),
    ("gathering", "neo4j_files"),
    ("joined",),
    ("rejoining",),
    ("matching",),
    ("captions", "layout", "selection", "snapshot", "search"),
    ("analysis", "asking"),
    ("layout", "selection"),
    ("pictures",),
    ("page",),
    ("export",),
    ("judgements", "wording", "advising"),
    ("cli", "ui"),
)
PLACE = {name: place for place, layer in enumerate(LAYERS) for name in layer}


def parts(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graphmodel"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {parts(name) for name in names}
        elif isinstance(node, ast.Import):
            found |= {parts(a.name) for a in node.names if a.name.startswith("graphmodel.")}
    return found - {""}


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]


def test_every_module_has_a_layer() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in sources()} <= set(
        PLACE
    )


def test_each_layer_imports_only_those_before_it() -> None:
    wrong = []
    for path in sources():
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for other in imported(path):
            if other != own and PLACE[other] >= PLACE[own]:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {other}")
    assert wrong == []


def test_analyses_know_no_store_and_no_screen() -> None:
    for path in (PACKAGE / "analysis").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "streamlit" not in text, path
        assert not imported(path) & {"store", "importers", "pictures", "ui", "cli"}, path


def test_no_file_is_over_400_lines() -> None:
    root = PACKAGE.parent
    files = [
        p for folder in ("graphmodel", "tests", "benchmarks") for p in (root / folder).rglob("*.py")
    ]
    long = {str(p): n for p in files if (n := p.read_text(encoding="utf-8").count("\n")) > 400}
    assert long == {}
