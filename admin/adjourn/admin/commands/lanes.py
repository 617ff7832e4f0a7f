from __future__ import annotations

from datetime import datetime

import click
from adjourn.admin import ages, installation, listing, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import graphs as moves


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def lanes(here: Installation, as_json: bool) -> None:
    """List the lanes: the Celery queues of each project.

    \b
    adjourn lanes add slow                 let jobs be enqueued to it before a worker has come
    adjourn lanes move slow adjourn        send its unfinished jobs to another lane of the project
    """
    if click.get_current_context().invoked_subcommand is None:
        listing.show(
            here,
            rows.LANES,
            as_json,
            columns=("queue", "project", "served", "unfinished jobs"),
            cells=lambda row, now: (row["queue"], row["project"], _served(row, now), str(row["unfinished"])),
            nothing="no lanes yet: a worker makes one of each queue that it consumes",
        )


def _served(row: rows.Row, now: datetime) -> str:
    return ages.until(row, now) if row["seen_at"] else f"not yet, added by {row['added_by']}"


@lanes.command()
@installation.with_installation
@click.argument("queue", type=Name())
@click.option("--project", type=Name(), help="Whose (default: ADJOURN_NAME).")
def add(here: Installation, queue: str, project: str | None) -> None:
    """Let jobs be enqueued to a queue before a worker consumes it, and long after one did."""
    project = project or here.settings.name
    with rows.reading(here.settings) as connection:
        moves.add_lane(connection, project, queue)
    terminal.say(f"{queue} is a lane of project {project}")


@lanes.command()
@installation.with_installation
@click.argument("source", metavar="FROM", type=Name())
@click.argument("target", metavar="TO", type=Name())
@click.option("--graph", type=Name(), help="Only jobs of this graph.")
def move(here: Installation, source: str, target: str, graph: str | None) -> None:
    """Send the unfinished jobs of a lane to another lane of their project. What runs is finished where it runs."""
    with rows.reading(here.settings) as connection:
        count = moves.move(connection, source, target, graph)
    terminal.say(f"{count} {'job goes' if count == 1 else 'jobs go'} on at {target}")
