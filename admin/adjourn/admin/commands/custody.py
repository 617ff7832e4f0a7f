from __future__ import annotations

import click
from adjourn.admin import ages, installation, rows, terminal
from adjourn.admin.commands.parameters import Instant, Name, RequestId
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Row
from adjourn.models import custody

_REQUEST = click.argument("request", metavar="ID", type=RequestId())
_AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Its row then, as a JSON object; null if you no longer see it."
)


@click.command()
@installation.with_installation
@_REQUEST
@_AS_JSON
def take(here: Installation, request: int, as_json: bool) -> None:
    """Take a question, so that others of its team see that you are at it. Again: have it for longer.

    What you took and did not answer in time is anybody's again. Nobody has to take a question to answer it.
    """
    with rows.deciding(here.settings) as transaction:
        custody.take(transaction, request)
    row = _row(here, request) or {}
    until = f" until {ages.clock(row['claimed_until'])}" if row.get("claimed_until") else ""
    _tell(row, as_json, f"{row.get('assignee')} has request {request}{until}")


@click.command()
@installation.with_installation
@_REQUEST
@_AS_JSON
def release(here: Installation, request: int, as_json: bool) -> None:
    """Let go of a question that you have taken, or, as a lead, somebody else."""
    with rows.deciding(here.settings) as transaction:
        custody.release(transaction, request)
    _tell(_row(here, request), as_json, f"nobody has request {request}")


@click.command()
@installation.with_installation
@_REQUEST
@click.argument("person", type=Name(), required=False)
@click.option("--team", type=Name(), help="Give it to another team, of which nobody has it yet.")
@_AS_JSON
def assign(here: Installation, request: int, person: str | None, team: str | None, as_json: bool) -> None:
    """Give a question to somebody of its team, or to another team, or to somebody there."""
    if person is None and team is None:
        raise click.UsageError("name a PERSON, or a --team")
    with rows.deciding(here.settings) as transaction:
        if team is not None:
            custody.pass_on(transaction, request, team, person)
        elif person is not None:
            custody.assign(transaction, request, person)
    said = f"request {request} is {person or 'anybody'}'s" + (f" of team {team}" if team else "")
    _tell(_row(here, request), as_json, said)


@click.command()
@installation.with_installation
@_REQUEST
@click.option("--until", type=Instant(), help="Without a zone it is your local time.")
@click.option("--no-longer", is_flag=True, help="See it again.")
@_AS_JSON
def snooze(here: Installation, request: int, until: str | None, no_longer: bool, as_json: bool) -> None:
    """Not see a question that is yours in `adjourn requests --mine` before then. It is due when it is due."""
    if (until is None) != no_longer:
        raise click.UsageError("give --until or --no-longer")
    with rows.deciding(here.settings) as transaction:
        custody.put_off(transaction, request, until)
    said = f"request {request} is put off until {ages.clock(until)}" if until else f"request {request} is back"
    _tell(_row(here, request), as_json, said)


@click.command()
@installation.with_installation
@_REQUEST
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="The note, as a JSON object: id, request_id, at, by, text.")
def note(here: Installation, request: int, text: str, as_json: bool) -> None:
    """Tell the others something about a question: `adjourn requests history`. No graph sees it."""
    with rows.deciding(here.settings) as transaction:
        id = custody.note(transaction, request, text)
    _tell(_row(here, id, rows.NOTE), as_json, f"noted about request {request}")


def _row(here: Installation, id: int, query: str = rows.REQUEST) -> Row | None:
    """As it is now, in the form in which rows are shown; None: one has passed it on, and sees it no more."""
    with rows.reading(here.settings) as connection:
        return next(iter(rows.read(connection, query, id=id)), None)


def _tell(row: Row | None, as_json: bool, said: str) -> None:
    if as_json:
        terminal.echo_json(rows.as_json(row))
    else:
        terminal.say(said)
