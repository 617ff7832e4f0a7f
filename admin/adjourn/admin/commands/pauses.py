from __future__ import annotations

from collections.abc import Callable

import click
from adjourn.admin import ages, installation, listing, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import pauses as moves
from adjourn.models.pauses import Scope


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """Options that come as the arguments of `chosen`."""
    for name, what in (("queue", "lane"), ("graph", "graph"), ("project", "project")):
        command = click.option(f"--{name}", type=Name(), help=f"Jobs of this {what}.")(command)
    return click.option("--all", "all_", is_flag=True, help="All jobs.")(command)


@click.command()
@installation.with_installation
@scoped
@click.option("--reason", type=Name(), help="For who wonders why.")
def pause(
    here: Installation, all_: bool, project: str | None, graph: str | None, queue: str | None, reason: str | None
) -> None:
    """Have no job of a graph, a lane or a project claimed. What runs goes on, and people go on answering.

    \b
    adjourn pause --graph refund_desk --reason 'the bank is down'
    adjourn unpause --graph refund_desk
    """
    scope = chosen(all_, project, graph, queue)
    with rows.reading(here.settings) as connection:
        moves.pause(connection, scope, reason)
    terminal.say(f"paused: {scope}")


@click.command()
@installation.with_installation
@scoped
def unpause(here: Installation, all_: bool, project: str | None, graph: str | None, queue: str | None) -> None:
    """Go on with what was paused. Name it as it was named then."""
    scope = chosen(all_, project, graph, queue)
    with rows.reading(here.settings) as connection:
        moves.unpause(connection, scope)
    terminal.say(f"goes on: {scope}")


@click.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def pauses(here: Installation, as_json: bool) -> None:
    """List what is paused."""
    listing.show(
        here,
        rows.PAUSES,
        as_json,
        columns=("paused", "since", "by", ""),
        cells=lambda row, now: (named(row), ages.ago(row["at"], now), row["by"], row["reason"] or ""),
        nothing="nothing is paused",
    )


def named(row: rows.Row) -> str:
    return str(Scope(row["project"], row["graph"], row["queue"]))


def chosen(all_: bool, project: str | None, graph: str | None, queue: str | None, *, say: str = "say what") -> Scope:
    scope = Scope(project, graph, queue)
    if all_ == (scope != Scope()):
        raise click.UsageError(f"{say}: --project, --graph or --queue, or --all")
    return scope
