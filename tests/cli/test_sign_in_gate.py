"""The gate before the pages: who is admitted, who must sign in, and what it never reveals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from argon2 import PasswordHasher

from graphmodel.access import users
from graphmodel.access.audit_log import AuditLog
from graphmodel.access.roles import Role
from graphmodel.access.sessions import Sessions, SignIn
from graphmodel.access.users import UsersFile
from graphmodel.cli.shared.host_gate import HostGate
from graphmodel.cli.shared.sign_in_gate import SignInGate
from tests.apart import run_apart

PASSWORD = "correct horse battery"
COOKIE = "graphmodel-session-1"


class Asked:
    """A gate's answer, and whether it let the request through to the pages."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.let_through = False
        self.closed = False


class Team:
    """A gate before the pages, with two users."""

    def __init__(self, folder: Path) -> None:
        self.users = UsersFile(folder / "users.json")
        self.users.add("Ann", Role.ADMINISTRATOR, PASSWORD)
        self.users.add("Bo", Role.READER, PASSWORD)
        self.sign_in = SignIn(Sessions(self.users), COOKIE)
        self.log = AuditLog(folder)
        self.gate = HostGate(
            SignInGate(self._pages, self.sign_in, self.log),
            ("127.0.0.1", "explorer.example.org", "*.office.example"),
        )
        self.answer = Asked()

    async def _pages(self, scope: Any, receive: Any, send: Any) -> None:
        self.answer.let_through = True

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        form: dict[str, str] | None = None,
        type_: str = "http",
        **headers: str,
    ) -> Asked:
        self.answer = answer = Asked()
        sent = {"host": "explorer.example.org", "accept": "text/html", **headers}
        path, _, query = path.partition("?")
        scope = {
            "type": type_, "method": method, "path": path, "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in sent.items()],
            "client": ("10.0.0.1", 5000), "scheme": "http",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": urlencode(form or {}).encode()}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            elif message["type"] == "websocket.close":
                answer.closed = True
            else:
                answer.text += message["body"].decode()

        run_apart(self.gate(scope, receive, send))
        return answer

    def post(self, name: str, password: str, wanted: str = "/", **headers: str) -> Asked:
        form = {"name": name, "password": password, "next": wanted}
        return self.ask("/sign-in", method="POST", form=form, **headers)

    def signed_in(self, name: str) -> str:
        answer = self.post(name, PASSWORD)
        assert answer.status == 303
        return answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A team whose passwords take no time to check; tests/access/test_users.py has the real
    ones."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(users, "_hasher", lambda: quick)
    users._nobody.cache_clear()
    yield Team(tmp_path)
    users._nobody.cache_clear()


def test_strangers_are_asked_to_sign_in_and_led_on(team: Team) -> None:
    answer = team.ask("/introduce?from=a&to=b")
    assert (answer.status, answer.let_through) == (303, False)
    assert answer.headers["location"] == "/sign-in?next=%2Fintroduce%3Ffrom%3Da%26to%3Db"
    form = team.ask(answer.headers["location"])
    assert form.status == 200
    assert 'value="/introduce?from=a&amp;to=b"' in form.text
    led = team.post("Ann", PASSWORD, "/introduce?from=a&to=b")
    assert led.headers["location"] == "/introduce?from=a&to=b"
    cookie = led.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert team.ask("/introduce", cookie=cookie.partition(";")[0]).let_through


@pytest.mark.parametrize(
    "wanted",
    ["//[", "https://attacker.example/x", "//attacker.example", "\\\\attacker.example", ""],
)
def test_whoever_signs_in_stays_on_this_server(team: Team, wanted: str) -> None:
    led = team.post("Ann", PASSWORD, wanted)
    assert led.status == 303
    assert urlsplit(led.headers["location"])[:2] == ("", "")
    assert led.headers["location"].startswith("/")


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "explorer.example.org.attacker.example",
        "127.0.0.1@attacker.example",
        "office.example",
        "[::1",
        "",
    ],
)
def test_another_name_that_points_here_gets_not_even_the_form(team: Team, host: str) -> None:
    cookie = team.signed_in("Ann")
    for path in ("/", "/sign-in", "/sign-out", "/media/x.csv"):
        answer = team.ask(path, host=host, cookie=cookie)
        assert (answer.status, answer.let_through) == (403, False)
        assert "--allow-host" in answer.text
    assert team.ask("/_stcore/stream", type_="websocket", host=host, cookie=cookie).closed
    assert not team.answer.let_through
    assert team.ask("/sign-in", method="POST", host=host, form={"name": "Ann"}).status == 403


@pytest.mark.parametrize(
    "host",
    ["explorer.example.org:443", "Explorer.Example.ORG.", "127.0.0.1:8501", "a.office.example"],
)
def test_each_name_of_the_explorer_is_answered(team: Team, host: str) -> None:
    assert team.ask("/sign-in", host=host).status == 200


def test_nothing_but_the_form_is_open(team: Team) -> None:
    for path in ("/media/x.png", "/_stcore/stream", "/static/js/a.js", "/component/x"):
        assert not team.ask(path).let_through
        assert team.ask(path, accept="*/*").status == 401
    assert team.ask("/_stcore/stream", type_="websocket").closed
    assert team.ask("/_stcore/stream", type_="websocket", cookie=f"{COOKIE}=made-up").closed
    assert team.ask("/_stcore/health").let_through


def test_a_wrong_name_and_a_wrong_password_are_told_alike(team: Team) -> None:
    answers = [team.post("Ann", "wrong password"), team.post("Nobody", PASSWORD)]
    texts = {a.text.replace("Nobody", "Ann") for a in answers}
    assert [a.status for a in answers] == [401, 401]
    assert len(texts) == 1
    assert "set-cookie" not in answers[0].headers
    assert PASSWORD not in "".join(a.text for a in answers)


def test_tries_are_limited_also_with_the_right_password_then(team: Team) -> None:
    for _ in range(5):
        assert team.post("Ann", "wrong password").status == 401
    answer = team.post("Ann", PASSWORD)
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    assert team.post("Bo", PASSWORD).status == 303


def test_signing_out_ends_the_session_everywhere(team: Team) -> None:
    cookie = team.signed_in("Bo")
    assert team.ask("/", cookie=cookie).let_through
    assert team.ask("/sign-out", cookie=cookie).status == 303
    assert not team.ask("/", cookie=cookie).let_through


def test_who_is_removed_is_out_at_once(team: Team) -> None:
    cookie = team.signed_in("Bo")
    team.users.remove("Bo")
    assert not team.ask("/", cookie=cookie).let_through


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("//evil.example/x", "/x"),
        ("https://evil.example/x?a=b", "/x?a=b"),
        ("\\\\evil.example", "/"),
        ("/a\r\nset-cookie: x=y", "/aset-cookie%3A%20x%3Dy"),
        ("javascript:alert(1)", "/alert%281%29"),
        ("/introduce?from=%E5%BC%A0", "/introduce?from=%E5%BC%A0"),
        ("", "/"),
    ],
)
def test_it_leads_to_pages_of_its_own_alone(team: Team, wanted: str, location: str) -> None:
    assert team.post("Ann", PASSWORD, wanted).headers["location"] == location


def test_a_form_of_another_site_is_refused(team: Team) -> None:
    answer = team.post("Ann", PASSWORD, origin="https://evil.example")
    assert answer.status == 403
    assert team.post("Ann", PASSWORD, origin="http://explorer.example.org").status == 303


def test_hostile_names_are_text_and_logged_in_whole_lines(team: Team) -> None:
    answer = team.post('"><script>alert(1)</script>\n', "x" * 2_000)
    assert answer.status == 401
    assert "<script>" not in answer.text
    (entry,) = team.log.entries()
    assert (entry.action, entry.outcome) == ("sign in", "refused")


def test_a_cookie_is_for_https_where_a_proxy_says_so(team: Team) -> None:
    answer = team.post("Ann", PASSWORD, x_forwarded_proto="https")
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_a_form_that_is_far_too_long_is_not_read_on(team: Team) -> None:
    assert team.post("Ann", "x" * 100_000).status == 401


@pytest.mark.parametrize(
    ("next_page", "accepted", "language"),
    [
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("/", "de-DE,zh;q=0.9", "en"),
        ("/explore?lang=zh-Hans", "en", "zh-Hans"),
        ("/explore?lang=en", "zh-CN", "en"),
        ("/explore?lang=<b>", "", "en"),
    ],
)
def test_the_form_speaks_the_language_of_the_page_or_the_browser(
    team: Team, next_page: str, accepted: str, language: str
) -> None:
    query = urlencode({"next": next_page})
    form = team.ask(f"/sign-in?{query}", accept_language=accepted).text
    assert f'<html lang="{language}">' in form
    assert ("登录" in form) is (language != "en")
    wrong = team.ask(
        "/sign-in", method="POST", accept_language=accepted,
        form={"name": "Ann", "password": "no", "next": next_page},
    )  # fmt: skip
    assert ("The name or the password is wrong." in wrong.text) is (language == "en")
