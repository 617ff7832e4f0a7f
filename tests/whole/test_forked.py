"""The processes that tests fork are as those that are made from nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.forked import FORKS
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
WAYS = {"forked": FORKS.command, "made from nothing": partial(subprocess.Popen, start_new_session=True)}
_PYTHON = [sys.executable, "-W", "ignore", "-m", "probe"]
_SAYS = """
import json, logging, os, signal, sys, threading, warnings
import adjourn.worker.tasks, structlog
from adjourn.models.ground.settings import settings

json.dump({
    "name": __name__, "arguments": sys.argv, "path": sys.path, "folder": os.getcwd(), "environment": dict(os.environ),
    "open": os.listdir("/proc/self/fd"), "reads": sys.stdin.read(),
    "streams": [
        (s.name, s.encoding, s.errors, s.line_buffering, s.seekable()) for s in (sys.stdin, sys.stdout, sys.stderr)
    ],
    "leads": os.getsid(0) == os.getpid(),
    "signals": {number.name: str(signal.getsignal(number)) for number in signal.Signals},
    "blocked": list(signal.pthread_sigmask(signal.SIG_BLOCK, [])), "warned": [str(f) for f in warnings.filters],
    "threads": len(threading.enumerate()), "logs": str(logging.getLogger().handlers), "mask": os.umask(0o22),
    "structlog": structlog.is_configured(), "settings": settings.cache_info(),
    "tests": [name for name in sys.modules if name.partition(".")[0] in ("tests", "pytest", "forkserver")],
}, sys.stdout)
"""
_ENDS = """
import atexit, os, signal, sys, threading, time
atexit.register(print, "at its end", flush=True)
def late():
    time.sleep(0.2)
    print("a thread that is awaited", flush=True)
match sys.argv[1]:
    case "code": sys.exit(3)
    case "words": sys.exit("why")
    case "error": sys.stderr = sys.stdout; sys.excepthook = lambda *error: print(error[0]); raise KeyError
    case "thread": threading.Thread(target=late).start()
    case name:
        print("ready", flush=True)
        os.kill(os.getpid(), signal.Signals[name])
        time.sleep(10)
"""


def said(way: str, folder: Path, source: str, *arguments: str, **env: str) -> tuple[int, str]:
    """By a module with this source: how it ended, and what it wrote."""
    (folder / "probe.py").write_text(source)
    streams: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with WAYS[way]([*_PYTHON, *arguments], env=os.environ | env, cwd=folder, **streams) as process:
        text, _ = process.communicate("typed", timeout=30)
    return process.returncode, text


def test_it_begins_as_one(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    for way in WAYS:
        code, text = said(way, tmp_path, _SAYS, "-a", "b c", ADJOURN_QUEUE="theirs")
        assert code == 0, text
        told.append(json.loads(text))
    assert told[0] == told[1]
    assert told[0]["environment"]["ADJOURN_QUEUE"] == "theirs" and told[0]["tests"] == []


@pytest.mark.parametrize("how", ["code", "words", "error", "thread", "SIGTERM", "SIGINT", "SIGKILL"])
def test_it_ends_as_one(tmp_path: Path, how: str) -> None:
    forked, anew = (said(way, tmp_path, _ENDS, how) for way in WAYS)
    if how == "SIGINT":  # a traceback of more lines
        forked, anew = ((code, text.splitlines()[-1]) for code, text in (forked, anew))
    assert forked == anew


def test_it_is_waited_for_and_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text("import time; time.sleep(60)")
    for start in WAYS.values():
        process = start(_PYTHON, cwd=tmp_path)
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.01)
        process.terminate()
        assert process.wait(10) == process.poll() == process.returncode == -signal.SIGTERM
        process.kill()


def test_nothing_is_left_of_tests_that_are_killed(tmp_path: Path) -> None:
    (tmp_path / "probe.py").write_text("import time; time.sleep(60)")
    source = """
import os, sys, time
from tests.support.forked import ForkServer
forked = [ForkServer().command(["-m", "probe"], cwd=sys.argv[1]) for _ in range(2)]
print(*(process.pid for process in forked), flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", source, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as owner:
        assert owner.stdout is not None
        pids = owner.stdout.readline().split()
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)
        owner.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), "they have ended")


def test_what_is_read_before_it_begins_is_for_a_process_made_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="LANGGRAPH_STRICT_MSGPACK"):
        said("forked", tmp_path, "", LANGGRAPH_STRICT_MSGPACK="true")
