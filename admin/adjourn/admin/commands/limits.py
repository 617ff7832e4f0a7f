from __future__ import annotations

from typing import Any

import click
from adjourn.admin import ages, installation, listing, rows
from adjourn.admin.commands.pauses import chosen, named, scoped
from adjourn.admin.installation import Installation
from adjourn.models import limits as moves

_MANY = click.IntRange(1, 10_000)
_SAY = "say of what (of a batch: adjourn batch limit)"


def numbers(command: Any) -> Any:
    """Options --running and --per-minute."""
    command = click.option("--per-minute", type=_MANY, help="So many start in any 60 seconds.")(command)
    return click.option("--running", type=_MANY, help="So many run at once.")(command)


@click.command()
@installation.with_installation
@scoped
@numbers
def limit(here: Installation, running: int | None, per_minute: int | None, **scope: Any) -> None:
    """Let no more than so many jobs of a graph, a lane or a project run at once, or start in a minute.

    \b
    adjourn limit --graph refund_desk --per-minute 60     the model's provider allows no more
    adjourn limit --queue slow --running 4
    adjourn unlimit --queue slow

    A job starts when it is free under all limits that it is under. What a person has answered starts anew, too. What
    runs goes on, if there are too many. The same limit again takes the new numbers.
    """
    if running is None and per_minute is None:
        raise click.UsageError("say how many: --running or --per-minute")
    with rows.reading(here.settings) as connection:
        moves.limit(connection, under := chosen(**scope, say=_SAY), running, per_minute)
    click.echo(f"limited: {under}")


@click.command()
@installation.with_installation
@scoped
def unlimit(here: Installation, **scope: Any) -> None:
    """Take a limit away. Name it as it was named then."""
    with rows.reading(here.settings) as connection:
        moves.unlimit(connection, under := chosen(**scope, say=_SAY))
    click.echo(f"no longer limited: {under}")


@click.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def limits(here: Installation, as_json: bool) -> None:
    """List the limits, and how many jobs run under each."""
    listing.show(
        here,
        rows.LIMITS,
        as_json,
        columns=("limited", "run now", "started in a minute", "since", "by"),
        cells=lambda row, now: (
            f"{named(row)} of batch {row['batch_id']}" if row["batch_id"] else named(row),
            f"{row['run_now']} of {row['running']}" if row["running"] else "",
            f"{row['started']} of {row['per_minute']}" if row["per_minute"] else "",
            ages.ago(row["at"], now),
            row["by"],
        ),
        nothing="nothing is limited",
    )
