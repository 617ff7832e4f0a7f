from __future__ import annotations

import click
from adjourn.admin import ages, installation, rows, terminal
from adjourn.admin.installation import Installation


@click.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def graphs(here: Installation, as_json: bool) -> None:
    """List the graphs that workers have offered to run."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, rows.GRAPHS)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json([{name: row[name] for name in row if name != "is_alive"} for row in found]))
    elif not found:
        terminal.paragraph("no graphs yet: a worker registers those of its project when it starts")
    else:
        terminal.table(
            ("graph", "project", "version", "offered"),
            (
                (
                    r["name"],
                    r["project"],
                    r["version"],
                    "now" if r["is_alive"] else f"until {ages.ago(r['seen_at'], now)}",
                )
                for r in found
            ),
        )
