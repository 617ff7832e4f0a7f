"""The commands of `adjourn` under one roof, and what becomes of their errors."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from pathlib import Path

import click
from adjourn.admin import installation, terminal
from adjourn.admin.servers.errors import ServerError
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.readable import is_readable
from sqlalchemy.exc import DBAPIError

#: Commands by the file that each is in. It is read when one of it is called: all take half as long again.
COMMANDS = {
    "up": ("up", "env", "migrate"),
    "enqueue": ("enqueue",),
    "batch": ("batch",),
    "jobs": ("jobs", "job", "cancel", "retry"),
    "requests": ("requests", "request", "answer"),
    "custody": ("take", "release", "assign", "snooze", "note"),
    "inbox": ("inbox",),
    "notify": ("notify",),
    "threads": ("thread", "erase"),
    "prune": ("prune",),
    "graphs": ("graphs",),
    "versions": ("versions",),
    "lanes": ("lanes",),
    "pauses": ("pauses", "pause", "unpause"),
    "limits": ("limits", "limit", "unlimit"),
    "schedules": ("schedules",),
    "subscriptions": ("subscriptions",),
    "refused": ("refused",),
    "people": ("people",),
    "teams": ("teams",),
    "doctor": ("doctor",),
    "check": ("check",),
    "health": ("health", "metrics"),
}
_FILES = {name: file for file, names in COMMANDS.items() for name in names}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _FILES:
            return None
        command: click.Command = getattr(import_module(f"adjourn.admin.commands.{_FILES[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="adjourn", message="adjourn %(version)s")
@installation.data_option
@click.pass_context
def adjourn(context: click.Context, data: Path | None) -> None:
    """LangGraph graphs as background jobs that may stop for a person.

    Commands talk to the `adjourn up` of the data folder, or to the database that
    ADJOURN_DATABASE_URL or DATABASE_URL names.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def run(arguments: list[str]) -> int:
    """Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        _require_text(arguments)
        code = adjourn.main(arguments, prog_name="adjourn", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.Abort:
        return 130
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "adjourn"
        return _fail(f"{error.format_message().rstrip('.')} (see `{command} --help`)", 2)
    except BadInput as error:
        return _fail(str(error), 2)
    except (AdjournError, ServerError, click.ClickException) as error:
        return _fail(str(error), 1)
    except DBAPIError as error:
        return _fail(f"the database refused: {str(error.orig).strip().splitlines()[0]}", 1)
    except (BrokenPipeError, SystemExit):
        # The reader has gone (rich and click make an exit of it): nobody is to be told.
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        return _fail(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""), 1)
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}, line {place.tb_lineno}" if place else "?"
        return _fail(f"a mistake in Adjourn: {type(error).__name__}: {error} ({where})", 1)


def _drop_output() -> None:
    """What cannot be written: the interpreter's last flush would try again, and end with a code of its own."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _require_text(arguments: list[str]) -> None:
    for argument in arguments:
        if not is_readable(argument):
            raise BadInput(f"{argument!r} is not UTF-8 text, or holds NUL")


def _fail(message: str, code: int) -> int:
    with contextlib.suppress(OSError):
        click.echo(f"adjourn: {terminal.line(message)}", err=True)
    return code
