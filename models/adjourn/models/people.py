"""Who people are, by which logins, and in which teams. The owner writes this down; whoever is not here is a login."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable
from sqlalchemy import Connection, text

May = Literal["look", "answer", "lead"]

_ADD = text("""
INSERT INTO adjourn.people AS p (name, email) VALUES (:name, :email)
ON CONFLICT (name) DO UPDATE SET email = EXCLUDED.email WHERE EXCLUDED.email <> coalesce(p.email, '')""")
#: Whose it is then.
_LINK = text("""
WITH added AS (
  INSERT INTO adjourn.logins (login, person) VALUES (:login, :name) ON CONFLICT DO NOTHING RETURNING person)
SELECT person FROM added UNION ALL SELECT person FROM adjourn.logins WHERE login = :login LIMIT 1""")
_UNLINK = text("DELETE FROM adjourn.logins WHERE login = :login")
_ACTIVE = text("UPDATE adjourn.people SET active = :active WHERE name = :name")
_ADD_TEAM = text("INSERT INTO adjourn.teams (name) VALUES (:name) ON CONFLICT DO NOTHING")
_REMOVE_TEAM = text("DELETE FROM adjourn.teams WHERE name = :name")
_JOIN = text("""
INSERT INTO adjourn.members AS m (person, team, may) VALUES (:person, :team, :may)
ON CONFLICT (person, team) DO UPDATE SET may = EXCLUDED.may WHERE m.may <> EXCLUDED.may""")
_LEAVE = text("DELETE FROM adjourn.members WHERE person = :person AND team = :team")
_THERE = {
    "person": text("SELECT name FROM adjourn.people WHERE name = :name"),
    "team": text("SELECT name FROM adjourn.teams WHERE name = :name"),
}
_IS_ACTIVE = text("SELECT active FROM adjourn.people WHERE name = :name")
_ACT = text("""
SELECT set_config('adjourn.via', :via, true), set_config('adjourn.person', :person, true),
  set_config('adjourn.client', :client, true)""")


def act(transaction: Connection, via: str, person: str | None = None, client: str = "") -> None:
    """What follows in this transaction is done through `via`, and by `person`, who is at the address `client`, if this
    login may speak for others."""
    transaction.execute(_ACT, {"via": via, "person": person or "", "client": client})


def add(transaction: Connection, name: str, logins: Iterable[str] = (), email: str | None = None) -> None:
    """Or give a person who is there more logins, or another address. Raises BadInput: a login is another's."""
    for what, given in (("the name", name), ("the address", email or ""), *(("a login", each) for each in logins)):
        require_readable(what, given)
    with refusals():
        transaction.execute(_ADD, {"name": name, "email": email})
        for login in logins:
            whose = transaction.execute(_LINK, {"login": login, "name": name}).scalar()
            if whose != name:
                raise BadInput(f"login {login} is {whose}'s: `adjourn people unlink {login}` first")


def is_known(connection: Connection, name: str) -> bool:
    return connection.execute(_THERE["person"], {"name": name}).first() is not None


def is_active(connection: Connection, name: str) -> bool:
    """Whether it is a person who may decide."""
    return connection.execute(_IS_ACTIVE, {"name": name}).scalar() is True


def unlink(connection: Connection, login: str) -> None:
    """The login is nobody's from now on. Raises BadInput: it is nobody's, or has the name of the person itself."""
    _change(connection, _UNLINK, f"login {login} is nobody's", login=login)


def set_active(connection: Connection, name: str, active: bool) -> None:
    """Who is not active decides nothing; what was done stays. Raises BadInput: there is no such person."""
    _change(connection, _ACTIVE, f"there is no person {name}", name=name, active=active)


def add_team(connection: Connection, name: str) -> None:
    require_readable("the name", name)
    with refusals():
        connection.execute(_ADD_TEAM, {"name": name})


def remove_team(connection: Connection, name: str) -> None:
    """With its memberships. Raises BadInput: there is none, or it has questions."""
    _change(connection, _REMOVE_TEAM, f"there is no team {name}", name=name)


def join(connection: Connection, team: str, person: str, may: May) -> None:
    """Or change what he may. Raises BadInput: there is no such person or team."""
    with refusals():
        _require(connection, "team", team)
        _require(connection, "person", person)
        connection.execute(_JOIN, {"team": team, "person": person, "may": may})


def leave(connection: Connection, team: str, person: str) -> None:
    """Raises BadInput: he is not in it."""
    _change(connection, _LEAVE, f"{person} is not in team {team}", team=team, person=person)


def _require(connection: Connection, what: Literal["person", "team"], name: str) -> None:
    if connection.execute(_THERE[what], {"name": name}).first() is None:
        command = "people" if what == "person" else "teams"
        raise BadInput(f"there is no {what} {name}: `adjourn {command} add {name}`")


def _change(connection: Connection, statement: object, otherwise: str, **values: object) -> None:
    with refusals():
        if connection.execute(statement, values).rowcount == 0:  # type: ignore[call-overload]
            raise BadInput(otherwise)
