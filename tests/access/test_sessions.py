"""Sessions end on their own and with their user; sign-in attempts are limited."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.access.attempts import WINDOW, Attempts
from graphmodel.access.roles import Actor, Role
from graphmodel.access.sessions import IDLE, LONGEST, Sessions
from graphmodel.access.users import UsersFile

PASSWORD = "correct horse battery"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    users = UsersFile(tmp_path / "users.json")
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    users.add("Bo", Role.READER, PASSWORD)
    return Sessions(users, clock)


def begin(sessions: Sessions, name: str) -> str:
    user = sessions.users.user(name)
    assert user is not None
    return sessions.begin(user)


def test_a_token_stands_for_its_user_until_it_is_ended(sessions: Sessions) -> None:
    ann, bo = begin(sessions, "Ann"), begin(sessions, "Bo")
    assert sessions.actor(ann) == Actor("Ann", Role.ADMINISTRATOR)
    sessions.end(ann)
    assert sessions.actor(ann) is None
    assert sessions.actor(bo) == Actor("Bo", Role.READER)
    assert sessions.actor("") is None


def test_a_session_ends_unused_and_at_the_latest_after_a_day(
    sessions: Sessions, clock: Clock
) -> None:
    idle, used = begin(sessions, "Bo"), begin(sessions, "Bo")
    for _ in range(int(LONGEST / IDLE)):
        assert sessions.actor(used) is not None
        clock.now += IDLE - 1
    assert sessions.actor(idle) is None
    assert sessions.actor(used) is not None
    clock.now += IDLE - 1
    assert sessions.actor(used) is None


def test_a_role_counts_at_once_and_a_password_or_removal_ends_sessions(
    sessions: Sessions,
) -> None:
    token = begin(sessions, "Bo")
    sessions.users.change("Bo", role=Role.EDITOR)
    assert sessions.actor(token) == Actor("Bo", Role.EDITOR)
    sessions.users.change("Bo", password="quite another one")
    assert sessions.actor(token) is None
    token = begin(sessions, "Bo")
    sessions.users.remove("Bo")
    assert sessions.actor(token) is None


def test_no_token_is_kept(sessions: Sessions) -> None:
    token = begin(sessions, "Bo")
    assert token not in repr(vars(sessions))


def test_after_five_tries_one_waits_and_others_do_not(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(5):
        assert attempts.wait("Ann", "10.0.0.1") == 0
        attempts.fail("Ann", "10.0.0.1")
    assert attempts.wait("ann ", "10.0.0.1") == pytest.approx(WINDOW)
    assert attempts.wait("Bo", "10.0.0.1") == 0
    assert attempts.wait("Ann", "10.0.0.2") == 0
    clock.now += WINDOW
    assert attempts.wait("Ann", "10.0.0.1") == 0


@pytest.mark.parametrize("spelt", ["ａｎｎ", "ＡＮＮ", " aＮn\u3000", " " * 200 + "Ann"])
def test_every_spelling_that_finds_the_user_shares_the_limit(
    sessions: Sessions, clock: Clock, spelt: str
) -> None:
    attempts = Attempts(clock)
    assert sessions.users.user(spelt) == sessions.users.user("Ann") is not None
    for _ in range(5):
        attempts.fail("Ann", "10.0.0.1")
    assert attempts.wait(spelt, "10.0.0.1") > 0
    for number in range(55):
        attempts.fail(spelt, f"10.0.1.{number}")
    assert attempts.wait("Ann", "10.0.2.1") > 0


def test_many_names_from_one_address_wait_too(clock: Clock) -> None:
    attempts = Attempts(clock)
    for number in range(30):
        attempts.fail(f"name {number}", "10.0.0.1")
    assert attempts.wait("somebody new", "10.0.0.1") > 0
    assert attempts.wait("somebody new", "10.0.0.2") == 0


def test_one_name_from_many_addresses_waits_too(clock: Clock) -> None:
    attempts = Attempts(clock)
    for number in range(60):
        attempts.fail("Ann", f"10.0.0.{number}")
    assert attempts.wait("Ann", "10.0.1.1") > 0


def test_signing_in_forgets_the_tries_before(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(4):
        attempts.fail("Ann", "10.0.0.1")
    attempts.succeed("Ann", "10.0.0.1")
    attempts.fail("Ann", "10.0.0.1")
    assert attempts.wait("Ann", "10.0.0.1") == 0
