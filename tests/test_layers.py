"""The layering rule: facts flow one way, and a package imports only those before it."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "graphmodel"

# From the first package to the last: each may import only those on lines above its own.
LAYERS = (
    ("words",),
    ("errors",),
    ("settings",),
    ("schema",),
    ("facts",),
    ("importers",),
    ("store",),
    ("access",),
    ("network",),
    ("ingest",),
    ("resolver",),
    ("consent",),
    ("snapshot",),
    ("workspace",),
    ("analysis.results",),
    ("analysis.graph",),
    ("analysis.plans",),
    ("analysis.ties",),
    ("analysis.representation",),
    ("analysis.pipeline", "analysis.effect", "analysis.newcomers", "analysis.markets"),
    ("analysis.forecast",),
    ("analysis.communities", "analysis.routes", "analysis.suggestions"),
    ("analysis.people", "analysis.teams"),
    ("planning",),
    ("pictures",),
    ("export",),
    ("cli", "ui"),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
PACKAGES = {name.split(".")[0] for name in RANK}


def layer_of(module: str) -> str:
    """``graphmodel.analysis.ties.activity`` is in ``analysis.ties``, ``graphmodel`` in none."""
    names = module.split(".")[1:]
    depth = 2 if names[:1] == ["analysis"] else 1
    return ".".join(names[:depth])


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def imported_layers(path: Path) -> set[str]:
    layers = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graphmodel"):
            layers |= {layer_of(f"{node.module}.{alias.name}") for alias in node.names}
        elif isinstance(node, ast.Import):
            layers |= {layer_of(a.name) for a in node.names if a.name.startswith("graphmodel.")}
    return layers & set(RANK)


def modules() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if layer_of(module_name(path))]


def test_every_module_has_a_layer() -> None:
    assert {layer_of(module_name(path)) for path in modules()} - {"analysis"} <= set(RANK)


def test_nothing_is_loose_at_the_root() -> None:
    loose = {path.stem for path in PACKAGE.glob("*.py")}
    assert loose == {"__init__", "errors", "settings", "snapshot"}


def test_each_layer_imports_only_those_before_it() -> None:
    backwards = [
        f"{path.relative_to(PACKAGE)} imports {layer}"
        for path in modules()
        for layer in imported_layers(path) - {layer_of(module_name(path))}
        if RANK[layer] >= RANK[layer_of(module_name(path))]
    ]
    assert backwards == []


def test_analyses_know_no_store_and_no_screen() -> None:
    for path in (PACKAGE / "analysis").rglob("*.py"):
        assert "streamlit" not in path.read_text(encoding="utf-8"), path
        assert not imported_layers(path) & {"store", "importers", "pictures", "ui", "cli"}, path


def test_no_modules_import_each_other_in_a_circle() -> None:
    paths = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    imports = {name: imported_modules(path, set(paths)) - {name} for name, path in paths.items()}
    while leaves := {name for name, targets in imports.items() if not targets & set(imports)}:
        for name in leaves:
            del imports[name]
    assert imports == {}


def imported_modules(path: Path, modules: set[str]) -> set[str]:
    """The modules, out of ``modules``, that a file imports or imports names from."""
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            imported |= {name if name in modules else node.module for name in names}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return imported & modules


def test_no_function_needs_scrolling() -> None:
    root = PACKAGE.parent
    long = {
        f"{path.relative_to(root)}:{node.lineno} {node.name}": lines
        for folder in ("graphmodel", "tests", "benchmarks")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 60
    }
    assert long == {}


def test_pages_get_their_store_as_the_visitors_role_has_it() -> None:
    opening = {
        path.name
        for path in (PACKAGE / "ui").rglob("*.py")
        if "open_store(" in path.read_text(encoding="utf-8")
    }
    # The one that provides it, and the one that computes analyses in advance, for no visitor.
    assert opening == {"resources.py", "ahead.py"}
