from __future__ import annotations

import sys

import click
from adjourn.admin import installation, listing, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import people as moves
from adjourn.models import sessions
from adjourn.models.ground.errors import AdjournError, BadInput

#: Characters of a password.
_SHORTEST = 12


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="A JSON array: name, email, active, logins, teams.")
def people(here: Installation, as_json: bool) -> None:
    """List the people who answer, with their logins and teams.

    \b
    adjourn people add ada --login ada_psql --email ada@example.org
    adjourn people unlink ada_psql         that login is nobody's any more
    adjourn people deactivate ada          who has left decides nothing any more
    adjourn people password ada            with which she logs in on the inbox
    """
    if click.get_current_context().invoked_subcommand is None:
        listing.show(
            here,
            rows.PEOPLE,
            as_json,
            columns=("person", "logins", "teams", "email"),
            cells=lambda row, now: (
                row["name"] + ("" if row["active"] else ", not active"),
                ", ".join(row["logins"]),
                row["teams"] or "",
                row["email"] or "",
            ),
            nothing="nobody yet: each login is a person of its own name (adjourn people add)",
        )


@people.command()
@installation.with_installation
@click.argument("name", type=Name())
@click.option("--login", "logins", type=Name(), multiple=True, help="A user of Postgres; may be given several times.")
@click.option("--email", type=Name())
def add(here: Installation, name: str, logins: tuple[str, ...], email: str | None) -> None:
    """Write down a person, or more logins of one: however she logs in, she is the same person then."""
    with rows.deciding(here.settings) as transaction:
        moves.add(transaction, name, logins, email)
    terminal.say(f"{name} is a person" + (f", also as {', '.join(logins)}" if logins else ""))


@people.command()
@installation.with_installation
@click.argument("login", type=Name())
def unlink(here: Installation, login: str) -> None:
    """Take a login from its person."""
    with rows.deciding(here.settings) as transaction:
        moves.unlink(transaction, login)
    terminal.say(f"login {login} is nobody's")


@people.command()
@installation.with_installation
@click.argument("name", type=Name())
def deactivate(here: Installation, name: str) -> None:
    """Let somebody who has left decide nothing any more. What she did stays hers."""
    with rows.deciding(here.settings) as transaction:
        moves.set_active(transaction, name, False)
    terminal.say(f"{name} decides nothing any more")


@people.command()
@installation.with_installation
@click.argument("name", type=Name())
def activate(here: Installation, name: str) -> None:
    """Let somebody decide again."""
    with rows.deciding(here.settings) as transaction:
        moves.set_active(transaction, name, True)
    terminal.say(f"{name} may decide again")


@people.command()
@installation.with_installation
@click.argument("name", type=Name())
def password(here: Installation, name: str) -> None:
    """Give a person a password for the inbox. It is asked for, or read from standard input; who is logged in with an
    older one is logged out."""
    try:
        from adjourn.inbox import security
    except ModuleNotFoundError as error:
        raise AdjournError(f"the inbox needs {error.name}: pip install 'adjourn[inbox]'") from None
    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < _SHORTEST:
        raise BadInput(f"a password has at least {_SHORTEST} characters")
    with rows.deciding(here.settings) as transaction:
        sessions.set_password(transaction, name, security.hash_password(given))
    terminal.say(f"{name} logs in with the new password")
