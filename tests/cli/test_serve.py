"""``serve`` as a process, called by a client over a socket, on both stores."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from graphmodel.cli.shared.answer_models import answer_type
from graphmodel.cli.shared.token_file import TokenFile
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.store import open_store
from graphmodel.store.base import Store
from graphmodel.store.server import open_server
from graphmodel.workspace.questions import save_question
from tests.cli.conftest import Run, one_line
from tests.neo4j_server import MARKER
from tests.neo4j_server import Server as Neo4j

WAIT_SECONDS = 240.0

FACTS = {
    "Person": [
        {"id": "p:kit", "name": "Kit Larsen"},
        {"id": "p:mo", "name": "Mo <b>Ek</b> \u202eabc"},
        {"id": "p:ida", "name": "Ida Holm"},
        {"id": "p:ida2", "name": "Ida Holm"},
    ],
    "Project": [{"id": "w:1", "name": "The Orchard", "year": 1999, "type": "film"}],
    "WORKED_ON": [
        {"from_id": person, "to_id": "w:1", "role": role, "year": 1999}
        for person, role in (("p:kit", "director"), ("p:mo", "writer"), ("p:ida", "editor"))
    ],
}


@dataclass(frozen=True)
class Answer:
    """A server's answer."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Server:
    """A running server: its port, its token, and the store that it serves."""

    port: int
    token: str
    store: str
    process: subprocess.Popen[str]

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        given = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)) as connection:
            connection.request(method, path, body, given)
            return self._read(connection.getresponse())

    @staticmethod
    def _read(response: HTTPResponse) -> Answer:
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read().decode())

    def get(self, name: str, /, **given: Any) -> Answer:
        return self.request("GET", f"/v1/{name}?{urlencode(given, doseq=True)}")

    def post(self, name: str, /, given: Any, **headers: str) -> Answer:
        headers = {"Content-Type": "application/json", **headers}
        return self.request("POST", f"/v1/{name}", json.dumps(given).encode(), headers)


@contextmanager
def serving(store: str, *options: str) -> Iterator[Server]:
    """Run a server on a free port, ending it by its process id afterwards."""
    command = [sys.executable, "-c", "from graphmodel.cli import main; main()", "serve"]
    command += ["--port", "0", "--format", "json", "--store", store, *options]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        printed = "".join(iter(lambda: process.stdout.read(1), "}"))  # type: ignore[union-attr]
        told = json.loads(printed + "}")
        port = int(told["address"].rpartition(":")[2])
        yield Server(port, told.get("token", ""), store, process)
    finally:
        process.terminate()
        process.wait(WAIT_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def fill(store: Store) -> None:
    source = {"id": "s", "name": "a programme"}
    import_facts(FACTS, name="test", source=source, store=store)
    save_question(store, "Ann", "films of", "MATCH (p)-[:WORKED_ON]->(f) WHERE p.id = $who "
                  "RETURN f.name AS film", types={"who": "Person"})  # fmt: skip


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server on a small store of each type in turn."""
    address = str(tmp_path_factory.mktemp("serve") / "store")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "neo4j":
            neo4j: Neo4j = request.getfixturevalue("neo4j")
            address = neo4j.address
            patch.setenv("GRAPHMODEL_STORE_USER", neo4j.login.user)
            patch.setenv("GRAPHMODEL_STORE_PASSWORD", neo4j.login.password)
            _empty(neo4j)
        with open_store(address) as store:
            fill(store)
        with serving(address, "--allow-host", "data.example.org", "--max-body", "5000") as running:
            yield running


def _empty(neo4j: Neo4j) -> None:
    with open_server(neo4j.address, neo4j.login) as store, store.write_session() as session:
        session.run(f"MATCH (n) WHERE NOT n:{MARKER} DETACH DELETE n").consume()


QUESTIONS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("find", {"text": "Kit", "limit": 2}, ["Kit", "--limit", "2"]),
    ("show", {"id": "p:mo"}, ["p:mo"]),
    ("people", {"role": ["director", "writer"]}, ["--role", "director", "--role", "writer"]),
    ("introduce", {"from": "Kit Larsen", "to": "p:mo", "k": 1}, ["Kit Larsen", "p:mo", "-k", "1"]),
    ("suggest", {"person": "p:kit", "role": "any"}, ["p:kit", "--role", "any"]),
    ("communities", {"runs": 2}, ["--runs", "2"]),
    ("query", {"cypher": "MATCH (p:Person) RETURN p.id AS i ORDER BY i", "rows": 2},
     ["MATCH (p:Person) RETURN p.id AS i ORDER BY i", "--rows", "2"]),
    ("ask", {"name": "films of", "param": ["who=Kit Larsen"]},
     ["films of", "--param", "who=Kit Larsen"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "words"), QUESTIONS, ids=[q[0] for q in QUESTIONS])
def test_an_answer_is_what_the_command_prints(
    server: Server, run: Run, name: str, given: dict[str, Any], words: list[str]
) -> None:
    printed = run(name, *words, "--format", "json", "--store", server.store).out.rstrip("\n")
    by_address, by_body = server.get(name, **given), server.post(name, given)
    assert by_address.text == by_body.text == printed
    assert by_address.status == by_body.status == 200
    assert by_body.headers["cache-control"] == "no-store"
    answer_type(name).validate_json(by_body.text)


def test_what_a_command_says_beside_its_answer_is_in_a_header(server: Server) -> None:
    answer = server.get("query", cypher="MATCH (p:Person) RETURN p.id", rows=1)
    assert "only the first 1 row;" in json.loads(answer.headers["graphmodel-notes"])[0]
    assert server.get("find", text="Kit").headers["graphmodel-notes"] == "[]"


def test_values_of_a_statement_keep_their_types(server: Server) -> None:
    given = {"cypher": "RETURN $a AS a, $b AS b, $c AS c", "param": {"a": "1", "b": 1, "c": [True]}}
    assert server.post("query", given).json == [{"a": "1", "b": 1, "c": [True]}]


@pytest.mark.parametrize(
    ("status", "name", "given", "words"),
    [
        (404, "show", {"id": "p:nobody"}, "p:nobody"),
        (404, "ask", {"name": "nothing"}, "no question"),
        (409, "introduce", {"from": "Ida Holm", "to": "p:kit"}, "p:ida2"),
        (403, "query", {"cypher": "MATCH (n) DETACH DELETE n"}, "not run"),
        (
            403,
            "query",
            {"cypher": "MATCH (w:GraphmodelWorkspace) RETURN w.owner, w.content"},
            "the store's own records",
        ),
        (400, "query", {"cypher": "MATCH (n RETURN n"}, "failed"),
        (400, "query", {"cypher": "RETURN 1", "rows": 10_001}, "10,000"),
        (400, "query", {"cypher": "RETURN 1", "seconds": 1e9}, "at most 30"),
        (
            400,
            "query",
            {"cypher": "RETURN 1", "seconds": float("nan")},
            "seconds: nan is not a usable number",
        ),
        (400, "communities", {"resolution": "NaN"}, "resolution: NaN is not a usable number"),
        (400, "people", {"role": ["director"], "watch": "mine"}, "no parameter 'watch'"),
        (400, "find", {"text": "Kit", "limit": 0}, "limit: "),
        (400, "find", {"text": "Kit", "limit": "many"}, "limit: "),
        (400, "find", {"limit": 3}, "text: missing"),
        (400, "find", {"text": ["Kit"]}, "text: give a text"),
        (400, "find", {"text": "\ud800"}, "not text"),
        (400, "find", {"text": "Kit", "store": "/tmp/x"}, "no parameter 'store'"),
        (400, "suggest", {"person": "p:kit", "list": "/etc/passwd"}, "no parameter 'list'"),
        (400, "suggest", {"person": "p:kit", "model": "/etc/passwd"}, "no parameter 'model'"),
        (400, "ask", {"name": "x", "save": True}, "no parameter 'save'"),
        (400, "communities", {"meet": ["one"]}, "give 2 values"),
        (400, "communities", {"scan": "yes"}, "true or false"),
    ],
)
def test_a_wrong_question_is_told_in_one_line(
    server: Server, status: int, name: str, given: dict[str, Any], words: str
) -> None:
    answer = server.post(name, given)
    assert (answer.status, answer.json["status"]) == (status, status), answer.text
    assert words in answer.json["error"]
    assert "\n" not in answer.text


def test_errors_say_where_and_what_there_is(server: Server) -> None:
    assert server.post("query", {"cypher": "RETURN 1\nDELETE n"}).json["place"] == [2, 1]
    shared = server.get("suggest", person="Ida Holm").json["candidates"]
    assert {each["id"] for each in shared} == {"p:ida", "p:ida2"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {}", "{}", "Bearer é"])
def test_without_the_token_nothing_is_answered(server: Server, header: str) -> None:
    given = {"Authorization": header.format(server.token)}
    for path in (
        "/v1/find?text=Kit",
        "/openapi.json",
        "/",
        "/v1/find?text=x&token=" + server.token,
    ):
        answer = server.request("GET", path, headers=given)
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "graphmodel serve" in answer.json["error"]
    assert server.request("GET", "/health", headers=given).json == {"status": "ok"}


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "[::1]", "data.example.org", "LOCALHOST"]
)
def test_it_answers_by_its_own_names(server: Server, name: str) -> None:
    given = {"Host": f"{name}:{server.port}"}
    assert server.request("GET", "/v1/find?text=Kit", headers=given).status == 200


@pytest.mark.parametrize("name", ["attacker.example", "localhost.attacker.example", "", "[::1"])
def test_another_name_that_points_here_gets_nothing(server: Server, name: str) -> None:
    for path in ("/v1/find?text=Kit", "/health"):
        assert server.request("GET", path, headers={"Host": name}).status == 403


def test_what_is_no_question_is_refused(server: Server) -> None:
    kinds = {"Content-Type": "application/json"}
    assert server.request("POST", "/v1/find", b'{"text": "Kit"}').status == 415
    assert server.request("POST", "/v1/find", b"{", kinds).status == 400
    assert server.request("POST", "/v1/find", b"[" * 4000, kinds).status == 400
    assert server.request("POST", "/v1/find", b"[1]", kinds).status == 400
    assert server.request("POST", "/v1/find?text=Kit", b"{}", kinds).status == 400
    assert server.post("find", {"text": "x" * 5000}).status == 413
    assert server.request("GET", "/v1/find?text=a&text=b").status == 400
    assert server.request("GET", "/v1/import").json["status"] == 404
    assert server.request("DELETE", "/v1/find").json["status"] == 405


def test_the_description_has_every_parameter(server: Server) -> None:
    described = server.request("GET", "/openapi.json").json
    assert {path.removeprefix("/v1/") for path in described["paths"]} == {q[0] for q in QUESTIONS}
    for path in described["paths"].values():
        body = path["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert [p["name"] for p in path["get"]["parameters"]] == list(body["properties"])
        assert all(p["description"] and p["schema"] for p in path["get"]["parameters"])
        assert {"200", "400", "401", "503", "504"} <= set(path["get"]["responses"])
        assert path["get"]["responses"]["200"] == path["post"]["responses"]["200"]
        assert path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    text = json.dumps(described)
    schemas = described["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/(\w+)"', text)) == set(schemas)
    for withheld in ("--store", "token_file", "model_name", '"list"}'):
        assert withheld not in text


def test_the_next_answer_follows_the_store(server: Server) -> None:
    assert server.get("show", id="p:new").status == 404
    with open_store(server.store) as store:
        facts = {"Person": [{"id": "p:new", "name": "Nel Newly"}]}
        import_facts(facts, name="more", source={"id": "s2", "name": "a list"}, store=store)
    assert server.get("show", id="p:new").json["name"] == "Nel Newly"


def test_who_has_withdrawn_is_in_no_answer(server: Server) -> None:
    everybody = {"cypher": "MATCH (p:Person) RETURN p.name AS name"}
    with open_store(server.store) as store:
        person = {"id": "p:out", "name": "Otto Gone", "consent": "withdrawn"}
        facts = {"Person": [person, {"id": "p:soon", "name": "Sol Soon"}]}
        import_facts(facts, name="out", source={"id": "s3", "name": "a table"}, store=store)
        assert server.get("show", id="p:out").status == 404
        assert "Sol Soon" in server.post("query", everybody).text
        withdraw(store, find_person(store, "p:soon"), by="Ann")
    assert server.get("show", id="p:soon").status == 404
    for name in ("Otto", "Sol Soon"):
        assert name not in server.post("query", everybody).text
        assert name not in server.get("find", text=name).text


def test_many_at_once_are_each_answered(server: Server) -> None:
    answers: list[Answer] = []

    def ask(number: int) -> None:
        given = {"cypher": "RETURN $n AS n", "param": {"n": number}}
        answers.append(server.post("query", given))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.json[0]["n"] for answer in answers) == list(range(8))


def test_a_token_in_a_file_is_for_its_owner_and_goes_with_the_server(tmp_path: Path) -> None:
    file = tmp_path / "token"
    with serving(str(tmp_path / "store"), "--token-file", str(file)) as running:
        assert running.token == ""
        assert file.stat().st_mode & 0o777 == 0o600
        given = {"Authorization": f"Bearer {file.read_text()}"}
        assert running.request("GET", "/v1/find?text=Kit", headers=given).json == []
    assert running.process.returncode == 0
    assert not file.exists()


def test_a_file_that_is_there_is_never_written_to_nor_removed(
    server: Server, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("somebody's own")
    refused = run("serve", "--port", "0", "--token-file", file, "--store", server.store)
    assert one_line(refused)
    assert "exists; give another" in refused.err
    assert file.read_text() == "somebody's own"


def test_only_the_token_that_this_server_wrote_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "token"
    first, second = TokenFile(path, "first"), TokenFile(path, "second")
    second.write()
    with pytest.raises(InputError, match="exists; give another"):
        first.write()
    first.remove()
    assert path.read_text() == "second"
    path.write_text("first")
    second.remove()
    assert path.exists()
    path.write_text("second")
    second.remove()
    assert not path.exists()


def test_an_answer_that_takes_too_long_is_given_up_and_keeps_its_turn(tmp_path: Path) -> None:
    numbers = " ".join(f"UNWIND range(1, 10000) AS n{level}" for level in range(3))
    slow = f"{numbers} WITH n0 WHERE n0 < 0 RETURN count(n0)"
    with serving(str(tmp_path / "store"), "--max-seconds", "1", "--at-once", "1") as running:
        given = {"cypher": slow, "seconds": 20}
        assert running.post("query", given).status == 504
        waiting = running.get("find", text="Kit")
        assert (waiting.status, waiting.headers["retry-after"]) == (503, "1")


def test_a_host_that_others_reach_and_a_port_that_is_taken_are_refused(
    server: Server, run: Run
) -> None:
    refused = run("serve", "--host", "0.0.0.0", "--store", server.store)
    assert one_line(refused)
    assert "--allow-host" in refused.err
    assert one_line(run("serve", "--port", server.port, "--store", server.store))


def test_it_prints_its_description_without_a_store(run: Run, tmp_path: Path) -> None:
    described = run("serve", "--openapi", "--store", tmp_path / "none").json
    assert described["openapi"].startswith("3.1")
    assert not (tmp_path / "none").exists()
