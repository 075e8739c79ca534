"""The pages' drawing library matches the lock file of its packages, and has their licences."""

import json
import re
from pathlib import Path
from typing import Any

from graphmodel.ui.shared.graph_view import scripts

ROOT = Path(__file__).parent.parent
VIEW = ROOT / "graphmodel/ui/shared/graph_view"
LONGEST = 400
"""The largest number of lines in a script."""


def locked() -> dict[str, dict[str, Any]]:
    """The locked packages by name."""
    lock = json.loads((ROOT / "bundle/package-lock.json").read_text(encoding="utf-8"))
    return {
        path.removeprefix("node_modules/"): package
        for path, package in lock["packages"].items()
        if path
    }


def bundled() -> dict[str, str]:
    """The versions of the packages that the library names as its parts."""
    with (VIEW / "library.js").open(encoding="utf-8") as file:
        named = re.fullmatch(r"/\* (.+): licences in library\.LICENSES\.txt \*/\n", file.readline())
    assert named is not None
    return dict(name.rsplit(" ", 1) for name in named.group(1).split(", "))


def test_the_library_is_made_of_the_locked_versions() -> None:
    assert {"sigma", "graphology"} <= bundled().keys()
    versions = {name: package["version"] for name, package in locked().items()}
    assert {name: versions[name] for name in bundled()} == bundled()


def test_every_package_is_locked_exactly_and_with_its_hash() -> None:
    wanted = json.loads((ROOT / "bundle/package.json").read_text(encoding="utf-8"))
    asked = wanted["dependencies"] | wanted["devDependencies"]
    assert {name: locked()[name]["version"] for name in asked} == asked
    assert all(package["integrity"].startswith("sha512-") for package in locked().values())


def test_the_licence_of_everything_in_the_library_ships_with_it() -> None:
    text = (VIEW / "library.LICENSES.txt").read_text(encoding="utf-8")
    titles = re.findall(r"^(.+)\n={78}\n", text, re.MULTILINE)
    assert titles == [f"{name} {version}" for name, version in bundled().items()]
    assert text.count("Permission is hereby granted, free of charge") == len(titles)
    assert {locked()[name]["license"] for name in bundled()} == {"MIT"}


def test_every_script_is_used_and_none_is_long() -> None:
    own = [path for path in VIEW.glob("*.js") if path.name != "library.js"]
    all_code = scripts()
    for path in own:
        code = path.read_text(encoding="utf-8")
        assert code in all_code, path.name
        assert code.count("\n") <= LONGEST, path.name
