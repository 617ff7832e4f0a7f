from __future__ import annotations

import click
from adjourn.admin import ages, installation, listing, rows
from adjourn.admin.installation import Installation


@click.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def graphs(here: Installation, as_json: bool) -> None:
    """List the graphs that workers have offered to run."""
    listing.show(
        here,
        rows.GRAPHS if as_json else rows.GRAPHS_IN_BRIEF,
        as_json,
        columns=("graph", "project", "version", "offered"),
        cells=lambda row, now: (row["name"], row["project"], row["version"], ages.until(row, now)),
        nothing="no graphs yet: a worker registers those of its project when it starts",
    )
