from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from adjourn.admin import ages, installation, listing, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import subscriptions as moves
from adjourn.models.subscriptions import Scope
from sqlalchemy import Connection


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows, as a JSON array.")
def subscriptions(here: Installation, as_json: bool) -> None:
    """List who hears of ends of jobs and of questions. `adjourn notify` sends it.

    \b
    adjourn subscriptions allow hooks.example.org
    adjourn subscriptions add shop https://hooks.example.org/adjourn --topic 'job.*'
    adjourn subscriptions add finance apprise:finance --topic request.opened --team finance

    \b
    https://…       a signed webhook, to a host that is allowed; its key is in the file of ADJOURN_NOTIFY
    apprise:NAME    mail or chat, by the URL of that name in that file
    """
    if click.get_current_context().invoked_subcommand is None:
        listing.show(
            here,
            rows.SUBSCRIPTIONS,
            as_json,
            columns=("subscription", "to", "topics", "of", "unsent", "parked", ""),
            cells=_cells,
            nothing="nobody hears of anything (adjourn subscriptions add)",
        )


def _cells(row: rows.Row, now: datetime) -> tuple[str, ...]:
    scope = [f"{name} {row[name]}" for name in ("project", "graph", "team") if row[name]]
    error = row["error"] or ""
    return (
        row["name"],
        row["url"],
        " ".join(row["topics"]),
        ", ".join(scope) or "all",
        str(row["unsent"]),
        str(row["parked"]),
        "; ".join(filter(None, ("paused" if row["paused"] else "", error))),
    )


@subscriptions.command()
@installation.with_installation
@click.argument("name", type=Name())
@click.argument("url")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="TOPIC",
    default=("job.*", "request.*"),
    help=f"job.*, request.*, {', '.join(moves.TOPICS)}. More than one: again. (default: all)",
)
@click.option("--project", type=Name(), help="Of this project alone.")
@click.option("--graph", type=Name(), help="Of this graph alone.")
@click.option("--team", type=Name(), help="Questions for this team alone.")
def add(
    here: Installation,
    name: str,
    url: str,
    topics: tuple[str, ...],
    project: str | None,
    graph: str | None,
    team: str | None,
) -> None:
    """Have somebody hear of what happens from now on."""
    given = click.get_current_context().get_parameter_source("topics")
    if team and given is click.core.ParameterSource.DEFAULT:
        topics = ("request.*",)
    with rows.reading(here.settings) as connection:
        moves.add(connection, name, url, topics, Scope(project, graph, team))
    click.echo(f"{name} hears of {', '.join(topics)}")


def _named(act: Callable[[Connection, str], None], said: str, help: str) -> click.Command:
    """What is done to one that is there."""

    @click.command(help=help)
    @installation.with_installation
    @click.argument("name", type=Name())
    def command(here: Installation, name: str) -> None:
        with rows.reading(here.settings) as connection:
            act(connection, name)
        click.echo(said.format(name))

    return command


subscriptions.add_command(
    _named(moves.remove, "there is no subscription {} any more", "End one, and drop what it has not heard yet."),
    "remove",
)
subscriptions.add_command(_named(moves.pause, "paused: {}", "Send nothing; what there is to send is kept."), "pause")
subscriptions.add_command(_named(moves.unpause, "goes on: {}", "Send what was kept, and go on."), "unpause")


@subscriptions.command()
@installation.with_installation
@click.argument("name", type=Name())
@click.option("--waiting", is_flag=True, help="Also what will be tried again by itself, later.")
def again(here: Installation, name: str, waiting: bool) -> None:
    """Send what is parked: what failed twelve times, for a day and a half."""
    with rows.reading(here.settings) as connection:
        count = moves.again(connection, name, waiting=waiting)
    click.echo(f"will be sent again: {count}")


@subscriptions.command()
@installation.with_installation
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0: all.")
@click.option("--json", "as_json", is_flag=True, help="The rows of the outbox, as a JSON array.")
def unsent(here: Installation, limit: int, as_json: bool) -> None:
    """List what has not been sent, the oldest first, and why."""
    with rows.reading(here.settings) as connection:
        found, now = rows.read(connection, rows.UNSENT, limit=limit), rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
    elif found:
        terminal.table(("id", "to", "topic", "since", "tries", "next", "error"), (_unsent(row, now) for row in found))
    else:
        terminal.paragraph("all is sent")


def _unsent(row: rows.Row, now: datetime) -> tuple[str, ...]:
    again = "parked" if row["parked_at"] else "paused" if row["paused"] else ages.at(row["again_at"], now) or ""
    return (
        str(row["id"]),
        row["subscription"] or "",
        row["topic"],
        ages.ago(row["at"], now),
        str(row["tries"]),
        again,
        row["error"] or "",
    )


@subscriptions.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def hosts(here: Installation, as_json: bool) -> None:
    """List to which hosts webhooks may go."""
    listing.show(
        here,
        rows.WEBHOOK_HOSTS,
        as_json,
        columns=("host", "", "allowed by"),
        cells=lambda row, _: (
            row["host"],
            ", ".join(what for what in ("http", "private") if row[what]),
            row["allowed_by"],
        ),
        nothing="to none (adjourn subscriptions allow)",
    )


@subscriptions.command()
@installation.with_installation
@click.argument("host", type=Name())
@click.option("--http", is_flag=True, help="Also without TLS: who is on the way reads it.")
@click.option("--private", is_flag=True, help="Also where its address is private, loopback or link-local.")
def allow(here: Installation, /, host: str, **options: Any) -> None:
    """Let webhooks go to a host: hooks.example.org, or hooks.example.org:8443. Again changes its options."""
    with rows.reading(here.settings) as connection:
        moves.allow(connection, host, **options)
    click.echo(f"webhooks may go to {host.lower()}")


@subscriptions.command()
@installation.with_installation
@click.argument("host", type=Name())
def disallow(here: Installation, host: str) -> None:
    """Let none go there any more."""
    with rows.reading(here.settings) as connection:
        moves.disallow(connection, host)
    click.echo(f"no webhook goes to {host.lower()} any more")


@subscriptions.command()
def key() -> None:
    """Print a new key for a host, for the file of ADJOURN_NOTIFY and for its receiver."""
    click.echo(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")
