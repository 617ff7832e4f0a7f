"""One job by its id, or many by what they have in common, looked at first and moved only when the caller says so."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import click
from adjourn.admin import rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

STATUSES = ("queued", "running", "waiting", "blocked", "succeeded", "failed", "cancelled")
#: What jobs have in common: option, name, help.
_FILTERS = (
    ("--graph", "graph", "Only of this graph."),
    ("--thread", "thread_id", "Only of this thread."),
    ("--project", "project", "Only of this project."),
    ("--queue", "queue", "Only on this lane."),
    ("--tag", "tag", "Only with this tag."),
)


#: Of each filter, what it must be; None: anything.
Wanted = dict[str, str | None]


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """Options whose values come as the argument `wanted`."""

    @functools.wraps(command)
    def filtered(*arguments: Any, **options: Any) -> None:
        wanted = {name: options.pop(name) for name in ("status", *(name for _, name, _ in _FILTERS))} | {"batch": None}
        command(*arguments, wanted=wanted, **options)

    for option, name, help in reversed(_FILTERS):
        filtered = click.option(option, name, type=Name(), help=help)(filtered)
    return click.option("--status", type=click.Choice(STATUSES), help="Only these.")(filtered)


def several(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes an id, or filters and --yes."""
    command = click.option("--yes", is_flag=True, help="With filters: do it, instead of saying what would be done.")(
        command
    )
    return click.argument("job", metavar="[ID]", required=False)(filters(command))


def move(
    connection: Connection,
    job: str | None,
    wanted: Wanted,
    yes: bool,
    act: Callable[[str], None],
    done: str,
    movable: tuple[str, ...],
) -> list[str]:
    """Do it to the job, or to those that the filters find, each for itself: what is refused is told and left as it is.
    Returns the ids of those that were moved.

    Raises BadInput: there is no such job, or nothing says which.
    """
    is_filtered = any(value is not None for value in wanted.values())
    if (job is not None) == is_filtered:
        raise click.UsageError("give the id of a job, or filters such as --graph and --tag")
    if job is not None:
        job_id = rows.job_id(connection, job)
        act(job_id)
        click.echo(f"job {job_id} is {done}")
        return [job_id]
    found = [row for row in rows.read(connection, rows.JOBS_CHOSEN, limit=0, **wanted) if row["status"] in movable]
    if not found:
        click.echo(f"no job is there to be {done}")
        return []
    if not yes:
        counts = Counter(row["status"] for row in found)
        what = ", ".join(f"{count} {status}" for status, count in counts.items())
        click.echo(f"{what}; add --yes, and {'it is' if len(found) == 1 else 'they are'} {done}")
        return []
    moved, refused = [], Counter[str]()
    for row in found:
        try:
            with rows.by_itself(connection):
                act(str(row["id"]))
            moved.append(str(row["id"]))
        except BadInput as error:
            refused[str(error).replace(str(row["id"]), "…")] += 1
    click.echo(f"{len(moved)} {'job is' if len(moved) == 1 else 'jobs are'} {done}")
    for why, count in refused.most_common(10):
        click.echo(f"{count} not: {terminal.line(why)}", err=True)
    return moved
