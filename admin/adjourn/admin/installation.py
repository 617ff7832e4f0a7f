"""Which Adjourn a command talks to: that of a running `adjourn up`, or the one that the environment names."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click
from adjourn.admin import environment
from adjourn.admin.up import state_file
from adjourn.admin.up.state_file import State
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import DATABASE, Settings

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Installation:
    settings: Settings
    #: What the `adjourn up` that runs it has written down; None if something else runs it.
    up: State | None


def data_option(command: Callable[P, None]) -> Callable[P, None]:
    help = "The data folder of an `adjourn up` (default: ADJOURN_DATA, else .adjourn)."
    return click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=help)(command)


def given_data(data: Path | None) -> Path | None:
    """`--data` of the command, or of `adjourn` itself before the command's name."""
    return data or click.get_current_context().find_root().params.get("data")


def folder(data: Path | None) -> Path:
    return (given_data(data) or environment.data()).absolute()


def find(data: Path | None) -> Installation:
    """`--data`, else ADJOURN_DATABASE_URL or DATABASE_URL, else the default data folder.

    Raises AdjournError if nothing runs there, BadInput for settings that are wrong.
    """
    if url := None if given_data(data) else environment.first(DATABASE):
        with contextlib.suppress(AdjournError):
            if (up := state_file.read(folder(data))) and url == up.ADJOURN_DATABASE_URL:
                return Installation(environment.now(), up)
        return Installation(environment.now(), None)
    if (up := state_file.read(folder(data))) is None:
        instead = "" if given_data(data) else ", or set ADJOURN_DATABASE_URL"
        raise AdjournError(f"nothing runs in {folder(data)}: start `adjourn up`{instead}")
    environment.set_all(up.urls)
    if up.model_url and not environment.value("OPENAI_API_KEY"):
        # For a graph that is loaded here.
        environment.set_all({"OPENAI_BASE_URL": up.model_url, "OPENAI_API_KEY": "scripted"})
    return Installation(environment.now(), up)


def with_installation(command: Callable[Concatenate[Installation, P], None]) -> Callable[..., None]:
    """Gives a command the option `--data`, and as its first argument the installation that it talks to."""

    @data_option
    @functools.wraps(command)
    def found(*, data: Path | None, **arguments: Any) -> None:
        command(find(data), **arguments)  # type: ignore[call-arg]

    return found
