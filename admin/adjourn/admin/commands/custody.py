from __future__ import annotations

import click
from adjourn.admin import ages, installation, rows
from adjourn.admin.commands.parameters import Instant, Name, RequestId
from adjourn.admin.installation import Installation
from adjourn.models import custody

_REQUEST = click.argument("request", metavar="ID", type=RequestId())


@click.command()
@installation.with_installation
@_REQUEST
def take(here: Installation, request: int) -> None:
    """Take a question, so that others of its team see that you are at it. Again: have it for longer.

    What you took and did not answer in time is anybody's again. Nobody has to take a question to answer it.
    """
    with rows.deciding(here.settings) as transaction:
        custody.take(transaction, request)
        [row] = rows.read(transaction, rows.REQUEST, id=request)
    until = ages.clock(row["claimed_until"].isoformat()) if row["claimed_until"] else None
    click.echo(f"{row['assignee']} has request {request}" + (f" until {until}" if until else ""))


@click.command()
@installation.with_installation
@_REQUEST
def release(here: Installation, request: int) -> None:
    """Let go of a question that you have taken, or, as a lead, somebody else."""
    with rows.deciding(here.settings) as transaction:
        custody.release(transaction, request)
    click.echo(f"nobody has request {request}")


@click.command()
@installation.with_installation
@_REQUEST
@click.argument("person", type=Name(), required=False)
@click.option("--team", type=Name(), help="Give it to another team, of which nobody has it yet.")
def assign(here: Installation, request: int, person: str | None, team: str | None) -> None:
    """Give a question to somebody of its team, or to another team, or to somebody there."""
    if person is None and team is None:
        raise click.UsageError("name a PERSON, or a --team")
    with rows.deciding(here.settings) as transaction:
        if team is not None:
            custody.pass_on(transaction, request, team, person)
        elif person is not None:
            custody.assign(transaction, request, person)
    click.echo(f"request {request} is {person or 'anybody'}'s" + (f" of team {team}" if team else ""))


@click.command()
@installation.with_installation
@_REQUEST
@click.option("--until", type=Instant(), help="Without a zone it is your local time.")
@click.option("--no-longer", is_flag=True, help="See it again.")
def snooze(here: Installation, request: int, until: str | None, no_longer: bool) -> None:
    """Not see a question that is yours in `adjourn requests --mine` before then. It is due when it is due."""
    if (until is None) != no_longer:
        raise click.UsageError("give --until or --no-longer")
    with rows.deciding(here.settings) as transaction:
        custody.put_off(transaction, request, until)
    click.echo(f"request {request} is put off until {ages.clock(until)}" if until else f"request {request} is back")


@click.command()
@installation.with_installation
@_REQUEST
@click.argument("text")
def note(here: Installation, request: int, text: str) -> None:
    """Tell the others something about a question: `adjourn requests history`. No graph sees it."""
    with rows.deciding(here.settings) as transaction:
        custody.note(transaction, request, text)
    click.echo(f"noted about request {request}")
