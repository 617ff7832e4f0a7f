"""Programs of the system, for tests that try what we ship with what reads it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def program(name: str, package: str) -> str:
    """Its path. The test is skipped where it is not installed, but for `.ci/run`."""
    if found := shutil.which(name) or shutil.which(name, path="/usr/sbin"):
        return str(Path(found))
    why = f"there is no {name}: apt-get install {package}"
    (pytest.fail if os.environ.get("CI_MUST_RUN_ALL") else pytest.skip)(why)
    raise AssertionError
