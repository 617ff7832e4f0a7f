from __future__ import annotations

import itertools
from pathlib import Path
from typing import IO

import click
from adjourn.admin import installation, rows, sheet, terminal
from adjourn.admin.commands.parameters import Name, Number
from adjourn.admin.installation import Installation
from adjourn.admin.sheet import Filled
from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput, Locked
from sqlalchemy import Connection

#: Answers in one transaction.
_MANY = 1000
_FORMATS = ("csv", "xlsx", "jsonl")
_FORMAT = click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="By default what the file's name ends with, else csv."
)


@click.command("export")
@installation.with_installation
@_FORMAT
@click.option("--team", type=Name(), help="Only what is for this team.")
@click.option("--mine", is_flag=True, help="Only what is assigned to you, and not put off.")
@click.option("--limit", type=Number(0, 2**31), default=0, help="At most; 0 is all.")
@click.argument("to", type=click.File("wb", lazy=True), default="-")
def export(here: Installation, form: str | None, team: str | None, mine: bool, limit: int, to: IO[bytes]) -> None:
    """Write open questions to a file, a line each, in which choice, comment or answer (JSON) can be filled in."""
    with rows.reading(here.settings) as connection:
        found = rows.inbox(connection, limit, mine=mine, team=team)
    sheet.write(found, to, form or _of_name(to))


@click.command("import")
@installation.with_installation
@_FORMAT
@click.option("--yes", is_flag=True, help="Do it. Without it the same is said, and nothing changes.")
@click.argument("source", type=click.File("rb"))
def import_(here: Installation, form: str | None, yes: bool, source: IO[bytes]) -> None:
    """Answer what is filled in a file that `adjourn requests export` has written.

    A question that is not the one it was at the export is not answered. The same file again changes nothing. Exit code
    2: some line could not be done.
    """
    lines, done, wrong = sheet.read(source, form or _of_name(source)), 0, 0
    while chunk := list(itertools.islice(lines, _MANY)):
        with rows.deciding(here.settings, via="file", keep=yes) as transaction:
            for line in chunk:
                if refused := _answer(transaction, line):
                    click.echo(f"line {line.line}: {terminal.line(refused)}", err=True)
                    wrong += 1
                else:
                    done += 1
    would = "answered" if yes else "would be answered (--yes does it)"
    click.echo(f"{done} {would}, {wrong} not")
    if wrong:
        click.get_current_context().exit(2)


def _of_name(file: IO[bytes]) -> str:
    end = Path(file.name).suffix.lstrip(".").lower()
    return end if end in _FORMATS else "csv"


def _answer(transaction: Connection, line: Filled) -> str | None:
    """Why not, if it could not be."""
    try:
        with transaction.begin_nested():
            found = rows.read(transaction, rows.REQUEST, id=line.id)
            if not found:
                raise BadInput(f"there is no request {line.id}")
            if sheet.hash_of(found[0]) != line.hash:
                raise BadInput(f"request {line.id} is not what was exported: export it again")
            seen = bytes(found[0]["question_hash"])
            choice = line.choice and sheet.chosen(found[0]["options"], line.choice)
            given = {"choice": choice, "comment": line.comment, "answer": line.answer}
            human_requests.answer(transaction, line.id, **given, question_hash=seen)
    except (BadInput, Locked) as error:
        return str(error)
    return None
