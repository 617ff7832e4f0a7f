from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from adjourn.admin import ages, installation, listing, rows, terminal
from adjourn.admin.commands import wishes
from adjourn.admin.commands.parameters import Instant, Name
from adjourn.admin.installation import Installation
from adjourn.admin.json_text import JsonParameter
from adjourn.models import schedules as moves
from adjourn.models.schedules import Plan
from sqlalchemy import Connection


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def schedules(here: Installation, as_json: bool) -> None:
    """List what is enqueued by the clock.

    \b
    adjourn schedules add nightly report '{"day": "today"}' --cron '30 2 * * *' --zone Europe/Berlin
    adjourn schedules pause nightly
    adjourn schedules remove nightly
    """
    if click.get_current_context().invoked_subcommand is None:
        listing.show(
            here,
            rows.SCHEDULES,
            as_json,
            columns=("schedule", "graph", "when", "next", "last", ""),
            cells=_cells,
            nothing="nothing is enqueued by the clock (adjourn schedules add)",
        )


def _cells(row: rows.Row, now: datetime) -> tuple[str, ...]:
    return (
        row["name"],
        row["graph"],
        f"{row['cron']} {row['zone']}",
        "paused" if row["paused"] else "stopped" if row["error"] else ages.at(row["next_at"], now) or "",
        ages.ago(row["last_at"], now) if row["last_at"] else "never",
        row["error"] or "",
    )


@schedules.command()
@installation.with_installation
@click.argument("name", type=Name())
@click.argument("graph", type=Name())
@click.argument("input", metavar="[JSON|-]", required=False, type=JsonParameter("the input"))
@click.option("--cron", required=True, help="Minute, hour, day of month, month, weekday: '30 2 * * mon-fri'.")
@click.option("--zone", default="UTC", show_default=True, help="Whose clock it is: Europe/Berlin.")
@click.option(
    "--missed",
    type=click.Choice(["once", "each", "never"]),
    default="once",
    show_default=True,
    help="Jobs for times that pass while no scheduler runs: one for all, one for each, or none.",
)
@click.option("--since", type=Instant(), help="Times after this one count, if it is in the past as times missed.")
@click.option(
    "--thread", "thread_id", type=Name(), metavar="ID", help="The conversation (default: a new one each time)."
)
@wishes.of_job
def add(here: Installation, /, since: str | None, **options: Any) -> None:
    """Have a job enqueued by the clock. What would be refused at that time is refused now.

    In an hour that there is twice, or not at all, it is as with Debian's cron: what has its hour is due once, right
    after the hour that there is not.
    """
    plan = Plan(since=datetime.fromisoformat(since) if since else None, **options)
    with rows.reading(here.settings) as connection:
        first = moves.add(connection, plan)
        terminal.say(f"{plan.name} is due {ages.at(first.isoformat(), rows.now(connection))}")


def _named(act: Callable[[Connection, str, str | None], None], said: str, help: str) -> click.Command:
    """What is done to one that is there."""

    @click.command(help=help)
    @installation.with_installation
    @click.argument("name", type=Name())
    @click.option("--project", type=Name(), help="Where several projects have one of this name.")
    def command(here: Installation, name: str, project: str | None) -> None:
        with rows.reading(here.settings) as connection:
            act(connection, name, project)
        terminal.say(said.format(name))

    return command


schedules.add_command(
    _named(moves.remove, "there is no schedule {} any more", "End a schedule. Its jobs stay, and go on."), "remove"
)
schedules.add_command(
    _named(moves.pause, "paused: {}", "Have nothing of it enqueued. What would have been is not made up for."), "pause"
)
schedules.add_command(_named(moves.unpause, "goes on: {}", "Go on with a schedule, from the next time on."), "unpause")
