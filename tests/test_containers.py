"""The Containerfile and compose.yaml: their users, rights and packages, and the same steps (install
line, entry point, health check) without a container engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from graphmodel.store.host import free_port
from graphmodel.store.server import ServerStore
from tests.neo4j_server import Server

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
NAME = "explorer.example.org"
SECONDS = 240.0

Stage = list[tuple[str, str]]


def stages() -> dict[str, Stage]:
    """The instructions of each target of the Containerfile, with continued lines joined."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    by_target: dict[str, Stage] = {}
    target = ""
    for line in joined.splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            target = rest.rpartition(" AS ")[2]
            by_target[target] = []
        by_target[target].append((word, " ".join(rest.split())))
    return by_target


STAGES = stages()


def said(target: str, word: str) -> str:
    """The arguments of the only instruction of a kind in a target."""
    (text,) = [rest for name, rest in STAGES[target] if name == word]
    return text


def copied() -> list[str]:
    """The paths from which the package is installed."""
    return [
        source
        for word, rest in STAGES["installed"]
        if word == "COPY"
        for source in rest.split()[:-1]
    ]


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_closed_and_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    target = service.get("build", {}).get("target")
    user = service.get("user") or said(target, "USER")
    assert int(user.partition(":")[0]) > 0
    volumes = [volume.partition(":")[0] for volume in service["volumes"]]
    assert set(volumes) <= set(COMPOSE["volumes"])
    if name != "proxy":
        assert "healthcheck" in service or said(target, "HEALTHCHECK")
        assert "ports" not in service


def test_no_image_is_whatever_is_newest_and_no_password_is_written_down() -> None:
    images = [rest.split()[0] for target in STAGES.values() for word, rest in target
              if word == "FROM"]  # fmt: skip
    images += [service["image"] for service in SERVICES.values() if "build" not in service]
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    passwords = re.findall(r"^\s+\w*(?:AUTH|PASSWORD)\w*: (.*)$", text, re.MULTILINE)
    assert len(passwords) == 2
    assert all("${NEO4J_PASSWORD:?" in password for password in passwords)


def test_packages_are_installed_by_hash_from_files_that_are_sent_along() -> None:
    installs = [rest for word, rest in STAGES["installed"] if word == "RUN"]
    commands = [c for rest in installs for c in rest.split(" && ") if "pip install" in c]
    assert len(commands) == 3
    assert all("--require-hashes" in c or "--no-deps" in c for c in commands)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for path in [*copied(), "Caddyfile"]:
        assert (ROOT / path).exists()
        assert f"!{path}" in ignored


def test_the_image_runs_what_it_says(
    tmp_path: Path, neo4j: Server, neo4j_store: ServerStore
) -> None:
    environment = _environment(tmp_path, neo4j)
    _install(tmp_path, environment)
    port = str(free_port())
    entry = [str(tmp_path / "installed/bin/graphmodel")]
    assert json.loads(said("explorer", "ENTRYPOINT")) == ["graphmodel"]
    names = "${EXPLORER_NAME:?set EXPLORER_NAME to the name that browsers use}"
    command = [NAME if word == names else word for word in SERVICES["explorer"]["command"]]
    assert command[:-2] == json.loads(said("explorer", "CMD"))
    add = [*entry, "users", "add", "Ann Lee", "--role", "administrator", "--password-stdin"]
    subprocess.run(add, env=environment, check=True, input=b"a very long password", cwd=tmp_path)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*entry, *command, "--port", port], env=environment,
                                   cwd=tmp_path / "data", stdout=log, stderr=log)  # fmt: skip
    try:
        _wait_until_healthy(process, port, environment)
        assert 'type="password"' in _page(port, NAME)
    finally:
        process.terminate()
        process.wait(60)
    assert list((tmp_path / "home").iterdir()) == [], "written outside of /data and /cache"
    assert neo4j.login.password not in (tmp_path / "log").read_text(encoding="utf-8")


def _environment(folder: Path, neo4j: Server) -> dict[str, str]:
    """The environment of the image and compose.yaml, with a folder in place of the root."""
    for name in ("data", "cache", "home"):
        (folder / name).mkdir()
    pairs = dict(pair.split("=", 1) for pair in said("explorer", "ENV").split())
    roots = {"HOME": str(folder / "home"), "PATH": os.environ["PATH"]}
    image = {key: re.sub("^/(?=data|cache)", f"{folder}/", value) for key, value in pairs.items()}
    store = {"GRAPHMODEL_STORE": neo4j.address, "GRAPHMODEL_STORE_USER": neo4j.login.user,
             "GRAPHMODEL_STORE_PASSWORD": neo4j.login.password}  # fmt: skip
    assert set(store) == set(SERVICES["explorer"]["environment"])
    return {**image, **roots, **store, "PYTHONPATH": str(folder / "installed")}


def _install(folder: Path, environment: dict[str, str]) -> None:
    """Run the last install line with only the files copied before it."""
    for path in copied():
        source, copy = ROOT / path, folder / "build" / path
        copy.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    line = [rest for word, rest in STAGES["installed"] if word == "RUN"][-1].split(" && ")[0]
    arguments = line.replace("/opt/graphmodel/bin/python", sys.executable).split()[1:]
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    assert uv is not None
    command = [uv, *arguments, "--offline", "--target", str(folder / "installed")]
    subprocess.run(command, cwd=folder / "build", env=environment, check=True)


def _wait_until_healthy(
    process: subprocess.Popen[bytes], port: str, environment: dict[str, str]
) -> None:
    command = json.loads(said("explorer", "HEALTHCHECK").partition("CMD ")[2])
    assert command[0] == "python"
    check = [sys.executable, *(word.replace("8501", port) for word in command[1:])]
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if subprocess.run(check, env=environment, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.5)
    raise AssertionError("the health check does not pass")


def _page(port: str, host: str) -> str:
    headers = {"Host": host, "Accept": "text/html"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())
