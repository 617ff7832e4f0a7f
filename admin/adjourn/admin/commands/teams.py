from __future__ import annotations

import click
from adjourn.admin import installation, listing, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import people as moves
from adjourn.models.people import May


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="A JSON array: name, members.")
def teams(here: Installation, as_json: bool) -> None:
    """List the teams that questions are for, with their members.

    \b
    adjourn teams add finance
    adjourn teams join finance ada --may lead
    adjourn teams leave finance ada
    """
    if click.get_current_context().invoked_subcommand is None:
        listing.show(
            here,
            rows.TEAMS,
            as_json,
            columns=("team", "members"),
            cells=lambda row, now: (row["name"], row["members"] or "nobody"),
            nothing="no teams yet: who may answer may answer everything (adjourn teams add)",
        )


@teams.command()
@installation.with_installation
@click.argument("name", type=Name())
def add(here: Installation, name: str) -> None:
    """Make a team, to which people then come: adjourn teams join."""
    with rows.deciding(here.settings) as transaction:
        moves.add_team(transaction, name)
    terminal.say(f"{name} is a team")


@teams.command()
@installation.with_installation
@click.argument("name", type=Name())
def remove(here: Installation, name: str) -> None:
    """Remove a team that has never been asked anything."""
    with rows.deciding(here.settings) as transaction:
        moves.remove_team(transaction, name)
    terminal.say(f"there is no team {name} any more")


@teams.command()
@installation.with_installation
@click.argument("team", type=Name())
@click.argument("person", type=Name())
@click.option(
    "--may",
    type=click.Choice(["look", "answer", "lead"]),
    default="answer",
    show_default=True,
    help="lead: also pass questions to other teams, and release what others have taken.",
)
def join(here: Installation, team: str, person: str, may: May) -> None:
    """Put somebody into a team, or change what she may do there."""
    with rows.deciding(here.settings) as transaction:
        moves.join(transaction, team, person, may)
    terminal.say(f"{person} may {may} in team {team}")


@teams.command()
@installation.with_installation
@click.argument("team", type=Name())
@click.argument("person", type=Name())
def leave(here: Installation, team: str, person: str) -> None:
    """Take somebody out of a team."""
    with rows.deciding(here.settings) as transaction:
        moves.leave(transaction, team, person)
    terminal.say(f"{person} is not in team {team} any more")
