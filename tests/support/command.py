"""The command `adjourn`, as somebody types it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adjourn.admin.commands import group
from adjourn.models.ground.settings import settings

from tests.support.forked import ForkServer

#: What each command imports when it is called.
MODULES = [f"adjourn.admin.commands.{file}" for file in group.COMMANDS]
FORKS = ForkServer(*MODULES, warns=True)
ADJOURN = [sys.executable, "-m", "adjourn.admin.command"]
_OURS = ("ADJOURN_", "DATABASE_URL", "CELERY_BROKER_URL", "OPENAI_")


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """What went wrong: one line on standard error, and nothing on standard output."""
        assert self.code in (1, 2), self
        assert self.out == "", self
        assert self.err.startswith("adjourn: ") and self.err.count("\n") == 1, self
        return self.err.removeprefix("adjourn: ").rstrip()


@dataclass(slots=True)
class Command:
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    #: Made from nothing, for what is decided when Python starts or imports; else it is forked.
    anew: bool = False
    #: Another than that of the tests is for a command of another version.
    python: str = sys.executable

    def __call__(self, *arguments: str, stdin: str = "") -> Done:
        """In a process of its own."""
        with self.start(*arguments) as process:
            out, err = process.communicate(stdin, timeout=60)
        return Done(process.returncode, out, err)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        start = subprocess.Popen if self.anew or self.python != sys.executable else FORKS.command
        return start(
            [self.python, *ADJOURN[1:], *arguments],
            cwd=self.cwd,
            env=self.environment(),
            text=True,
            **(pipes | options),
        )

    def quick(self, *arguments: str, stdin: str = "") -> Done:
        """All but the process: for what needs no signal, no terminal and no pipe."""
        for module in MODULES:  # for good, and not within `patch`, which would forget them
            import_module(module)
        out, err, typed = (io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (b"", b"", stdin.encode()))
        with ExitStack() as stack:
            stack.enter_context(chdir(self.cwd))
            stack.enter_context(patch.dict(os.environ, self.environment(), clear=True))
            stack.enter_context(patch.object(sys, "stdin", typed))
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            stack.callback(settings.cache_clear)
            code = group.run(list(arguments))
        return Done(code, *(_said(stream) for stream in (out, err)))

    def environment(self) -> dict[str, str]:
        """Nothing of whoever runs the tests."""
        return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | self.env


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
