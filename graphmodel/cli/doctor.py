"""Check the installation and the store, and say what to do if something is wrong.

In the help under: The store and the explorer
"""

from __future__ import annotations

from dataclasses import asdict

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer


@click.command()
@common
def doctor(store_address: str | None, form: str) -> None:
    """Check the installation and the store, and say what to do where something is wrong.

    Looks at versions, folders and who can read them, free space, caches, whether the store answers
    and whether an import stopped halfway. Exit code 0, or 1 if there is a fault.
    """
    from graphmodel.cli.shared.diagnosis import findings

    rows = [asdict(finding) for finding in findings(store_address)]
    print_answer(form, rows, rows, columns=("check", "state", "seen", "advice"))
    faults = any(row["state"] == "fault" for row in rows)
    click.get_current_context().exit(1 if faults else 0)


COMMAND = doctor
