import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from adjourn.admin.servers.keeper import ENVIRONMENT


def first(candidates: Iterable[Path], at_least: tuple[int, ...]) -> Path | None:
    """The first that runs and is new enough."""
    return next((program for program in candidates if _version(program) >= at_least), None)


def from_wheel(module: str, path: str) -> Iterator[Path]:
    """Found without importing the wheel, whose own ways of starting a server change the system."""
    spec = importlib.util.find_spec(module)
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder) / path


def on_path(*names: str) -> Iterator[Path]:
    for name in names:
        if found := shutil.which(name):
            yield Path(found).resolve()


def _version(program: Path) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, env=ENVIRONMENT).stdout
    except OSError:
        return ()
    number = re.search(r"\d+(\.\d+)*", said)
    return tuple(map(int, number[0].split("."))) if number else ()
