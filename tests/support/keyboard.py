"""The command on a terminal, with somebody who reads it and types."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.command import ADJOURN, FORKS, Command
from tests.support.waiting import until

_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
#: Clears the line that is being typed, in readline.
CLEAR = "\x01\x0b"
CTRL_C, CTRL_D = "\x03", "\x04"


class Keyboard:
    def __init__(self, adjourn: Command, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        environment = adjourn.environment() | {"TERM": "xterm-256color", "COLUMNS": "200", "INPUTRC": os.devnull}
        self.process = FORKS.command(
            [*ADJOURN, *arguments],
            cwd=adjourn.cwd,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        #: All that was shown, without its colours; and up to where it was read.
        self.shown, self._raw, self._at = "", b"", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)

    def reads(self, *texts: str) -> str:
        """Waits for each of these, one after the other; returns what came before the last."""
        before = ""
        for text in texts:
            end = time.monotonic() + 30
            while (found := self.shown.find(text, self._at)) < 0:
                assert time.monotonic() < end and self._more(end), f"{text!r} is not in {self.shown[self._at :]!r}"
            before, self._at = self.shown[self._at : found], found + len(text)
        return before

    def types(self, *lines: str) -> None:
        """Each when it is asked for."""
        for line in lines:
            self.reads("> ")
            self.presses(line + "\r")

    def says(self, word: str, to: str = "Send this?") -> None:
        self.reads(to, "[yes/no] ")
        self.presses(word + "\r")

    def presses(self, keys: str) -> None:
        """When it waits for them: Python misses a Ctrl-C between the prompt and the beginning of its wait."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "S", "it waits for keys")
        os.write(self.ours, keys.encode())

    def ends(self) -> tuple[int, str]:
        """The exit code, and what was shown since it was last read."""
        end = time.monotonic() + 30
        while self._more(end):
            pass
        return self.process.wait(timeout=30), self.shown[self._at :].strip()

    def _more(self, end: float) -> bool:
        """Whether more came before the terminal was closed."""
        if not select.select([self.ours], [], [], max(end - time.monotonic(), 0))[0]:
            return False
        try:
            self._raw += os.read(self.ours, 100_000)
        except OSError:  # the other side is closed
            return False
        self.shown = _STYLE.sub("", self._raw.decode(errors="replace"))
        return True
