"""The users file: hashes only, nobody locked out by mistake, and errors that name the fault."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphmodel.access.roles import Role
from graphmodel.access.users import UsersFile
from graphmodel.errors import InputError, NotKnown

PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path: Path) -> UsersFile:
    return UsersFile(tmp_path / "team" / "users.json")


def test_a_password_opens_for_its_user_alone(users: UsersFile) -> None:
    users.add("Ann Lee", Role.ADMINISTRATOR, PASSWORD)
    users.add("章子怡", Role.READER, "another long password")
    assert users.check(" ann lee ", PASSWORD) == users.user("Ann Lee")
    assert users.check("章子怡", PASSWORD) is None
    assert users.check("Ann Lee", PASSWORD + " ") is None
    assert users.check("nobody", PASSWORD) is None


def test_the_file_holds_no_password_and_is_its_owners_alone(users: UsersFile) -> None:
    user = users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    text = users.path.read_text()
    assert PASSWORD not in text
    assert "$argon2id$" in text
    assert user.hash not in repr(user)
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(users.path.parent.stat().st_mode) == 0o700


def test_a_role_and_a_password_change_and_a_user_goes(users: UsersFile) -> None:
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    users.add("Bo", Role.READER, PASSWORD)
    assert users.change("bo", role=Role.EDITOR).role is Role.EDITOR
    users.change("Bo", password="quite another one")
    assert users.check("Bo", PASSWORD) is None
    assert users.check("Bo", "quite another one") is not None
    users.remove("BO")
    assert [user.name for user in users.users()] == ["Ann"]


def test_the_last_administrator_stays(users: UsersFile) -> None:
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    users.add("Bo", Role.EDITOR, PASSWORD)
    for change in (
        lambda: users.remove("Ann"),
        lambda: users.change("Ann", role=Role.READER),
    ):
        with pytest.raises(InputError, match="no administrator would be left"):
            change()
    assert users.user("Ann").role is Role.ADMINISTRATOR  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("Ann", PASSWORD, "Ann is a user already"),
        ("ANN", PASSWORD, "is a user already"),
        ("", PASSWORD, "is not a valid name"),
        ("a\nb", PASSWORD, "is not a valid name"),
        ("x" * 65, PASSWORD, "is not a valid name"),
        ("Bo", "short", "12 to 1024 characters"),
        ("Bo", "x" * 1025, "12 to 1024 characters"),
    ],
)
def test_what_cannot_be_added_is_said(
    users: UsersFile, name: str, password: str, message: str
) -> None:
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    with pytest.raises(InputError, match=message):
        users.add(name, Role.READER, password)
    assert len(users.users()) == 1


def test_somebody_unknown_is_said(users: UsersFile) -> None:
    with pytest.raises(NotKnown, match="no user called 'Bo'"):
        users.remove("Bo")
    assert users.users() == ()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 2, "users": []}',
                '{"version": 1, "users": [{"name": "Ann", "role": "king"}]}']
)  # fmt: skip
def test_a_file_that_is_none_lets_nobody_in_and_stays(users: UsersFile, content: str) -> None:
    users.path.parent.mkdir()
    users.path.write_text(content)
    with pytest.raises(InputError):
        users.check("Ann", PASSWORD)
    with pytest.raises(InputError):
        users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    assert users.path.read_text() == content


def test_users_added_at_once_are_all_there(users: UsersFile) -> None:
    users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: users.add(f"u{n}", Role.READER, PASSWORD), range(6)))
    assert len(users.users()) == 7
    assert len(json.loads(users.path.read_text())["users"]) == 7
