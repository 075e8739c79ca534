"""The bridge command, on the fictional programme."""

from __future__ import annotations

from tests.cli.conftest import Run

DEMO = ("bridge", "United States", "China", "--namespace", "demo_programme")
AS_OF = ("--as-of", "2026-06-30")


def test_who_carries_with_facts_and_sources(ask: Run) -> None:
    ran = ask(*DEMO, *AS_OF, "--format", "csv")
    assert ran.out.startswith("name,before,after,works,genres,with,sources,id\n")
    assert "Ellery Bay Film Conservatory 2019,Night Market Physics 2026,1" in ran.out
    answer = ask(*DEMO, *AS_OF, "--format", "json").json
    assert answer["total"] == 4
    assert all(c["before"]["sources"] and c["after"]["sources"] for c in answer["carriers"])


def test_who_stopped_is_left_out(ask: Run) -> None:
    answer = ask(*DEMO, *AS_OF, "--active-since", "2099", "--format", "json").json
    assert (answer["total"], answer["carriers"]) == (4, [])


def test_for_somebody_and_for_no_market(ask: Run) -> None:
    near = ask(*DEMO, *AS_OF, "--for", "Qiu Wenlan", "--format", "json").json
    assert {c["steps"] for c in near["carriers"]} <= {1, 2}
    assert "no work or school in 'Atlantis'" in ask("bridge", "Atlantis", *DEMO[2:]).err
