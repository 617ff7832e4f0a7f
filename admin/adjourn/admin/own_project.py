"""The project's code, in the process of a command."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from adjourn.admin import environment
from adjourn.admin.installation import Installation
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings, hide
from adjourn.worker.project.project import Project


def find(given: Path | None, here: Installation) -> Path:
    """What is given, else that of the running `adjourn up`, else ADJOURN_PROJECT, else the current folder."""
    running = here.up.project if here.up else None
    return given or (Path(running) if running else environment.project()) or Path(".")


@contextlib.contextmanager
def loaded(settings: Settings, root: Path) -> Iterator[Project]:
    """While it lasts, what modules of the project print is not our answer.

    Raises AdjournError and BadInput: it cannot be loaded, or the login may not read checkpoints.
    """
    with contextlib.redirect_stdout(sys.stderr):
        try:
            hide()
            project = Project.load(root, settings.config, settings.policy, settings.version)
        except SystemExit as error:
            raise BadInput(f"the project in {root} exits when it is loaded ({error})") from None
        try:
            yield project
        except psycopg.errors.InsufficientPrivilege as error:
            raise AdjournError(f"{error.diag.message_primary}, which is for members of adjourn_worker") from error
