"""A team's explorer in a real browser: signing in, a reader's limits, the log of actions."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from graphmodel.access.audit_log import AuditLog
from graphmodel.access.roles import Role
from graphmodel.access.users import UsersFile
from graphmodel.store import open_store
from graphmodel.store.host import free_port
from tests.browser.graph_driver import settled
from tests.consent.small_network import fill

PASSWORD = "correct horse battery"
PATIENCE = 120


@contextmanager
def explorer(folder: Path, port: int, *options: str) -> Iterator[str]:
    """Run an explorer with three users and the data folder ``folder``; yields its address."""
    users = UsersFile(folder / "graphmodel" / "users.json")
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    users.add("Bo", Role.READER, PASSWORD)
    users.add("cy@example.org", Role.EDITOR, None)
    command = [sys.executable, "-c", "from graphmodel.cli import main; main()", "explore"]
    command += [*options, "--no-open", "--port", str(port), "--store", str(folder / "store")]
    environ = {k: v for k, v in os.environ.items() if k != "GRAPHMODEL_USERS"}
    environ |= {"XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    with open_store(str(folder / "store")) as store:
        fill(store)
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of an explorer whose users sign in, and its data folder."""
    folder = tmp_path_factory.mktemp("team")
    with explorer(folder, free_port(), "--sign-in") as address:
        yield address, folder / "graphmodel"


@pytest.fixture(scope="module")
def vouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer whose users sign in with a provider."""
    folder, port, provider_port = tmp_path_factory.mktemp("vouched"), free_port(), free_port()
    file = folder / "provider.toml"
    file.write_text(
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{secrets.token_hex(32)}"\n'
        'client_id = "explorer"\nclient_secret = "made up"\n'
        "server_metadata_url = "
        f'"http://127.0.0.1:{provider_port}/.well-known/openid-configuration"\n'
    )
    file.chmod(0o600)
    known = [
        User(sub="cy", claims={"email": "cy@example.org", "email_verified": True}),
        User(sub="unsure", claims={"email": "cy@example.org", "email_verified": False}),
    ]
    with (
        run_server_in_thread(port=provider_port, user_claims=known),
        explorer(folder, port, "--oidc", str(file)) as address,
    ):
        yield address


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the explorer did not start", pytrace=False)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_reader_reads_and_changes_nothing(team: tuple[str, Path], page: Page) -> None:
    address, _ = team
    page.goto(f"{address}/data?part=import")
    sign_in(page, "Bo", "wrong password")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    sign_in(page, "Bo")
    expect(page.locator(".gm-visitor")).to_contain_text("Bo, reader")
    expect(page.get_by_text("You may not import here")).to_be_visible()
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)
    page.goto(f"{address}/lists")
    settled(page)
    expect(page.get_by_role("button", name="New list")).to_have_count(0)
    page.goto(f"{address}/audit")
    expect(page.get_by_text("is not allowed to see who did what")).to_be_visible()


def test_an_administrator_sees_who_did_what_and_signs_out(
    team: tuple[str, Path], page: Page
) -> None:
    address, data = team
    page.goto(f"{address}/audit?world=all")
    sign_in(page, "Ann")
    expect(page.locator(".gm-visitor")).to_contain_text("Ann, administrator")
    expect(page.get_by_text("of the latest")).to_be_visible()
    actions = [(entry.by, entry.action) for entry in AuditLog(data).entries()]
    assert ("Ann", "sign in") in actions
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_provider_vouches_for_users_alone(vouched: str, page: Page) -> None:
    for subject, seen in (
        ("stranger@example.org", "No user here is called stranger"),
        ("unsure", "is not verified; ask an administrator"),
        ("cy", "cy@example.org, editor"),
    ):
        page.goto(f"{vouched}/lists?world=all")
        page.get_by_role("button", name="Sign in").click()
        page.locator("input[name=sub]").fill(subject)
        page.locator("form").filter(has=page.locator("input[name=sub]")).locator(
            "button"
        ).first.click()
        expect(page.get_by_text(seen)).to_be_visible()
        expect(page.get_by_role("link", name="Introduce")).to_have_count(int(subject == "cy"))
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="End session").click()  # the provider's own prompt
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
