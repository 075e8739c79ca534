"""Say which store is open and what it holds.

In the help under: The store and the explorer
"""

from __future__ import annotations

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable
from graphmodel.store import open_store


@click.command()
@common
def status(store_address: str | None, form: str) -> None:
    """Say which store is open and what it holds."""
    from graphmodel.cli.publish import publication_row
    from graphmodel.cli.shared.withdrawals import finish_withdrawals

    with open_store(store_address) as store:
        finish_withdrawals(store)
        counts, revision, address = store.counts(), store.revision(), store.address
        publications = store.published.records()
        imports = [record for record in store.imports() if record.state == "finished"]
    value = {
        "store": address,
        "revision": revision,
        "nodes": dict(counts.nodes),
        "links": dict(counts.links),
        "published": [publication_row(publication) for publication in publications],
    }
    rows = [{"of": "nodes", "kind": k, "count": n} for k, n in counts.nodes.items()]
    rows += [{"of": "links", "kind": k, "count": n} for k, n in counts.links.items()]
    if form == "table":
        click.echo(f"store     {address}\nrevision  {revision}")
        for record in imports:
            click.echo(printable(f"imported  {record.name}, {record.finished}"))
        for publication in publications:
            words = f"{publication.what} of {publication.namespace}, {publication.on}"
            click.echo(printable(f"published {words} (graphmodel publish list)"))
        click.echo()
    print_answer(form, rows, value, columns=("of", "kind", "count"))


COMMAND = status
