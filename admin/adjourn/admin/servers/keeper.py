"""A small process that runs one server as its child and stops it when its owner asks, or dies.

Both are the end of its standard input, a pipe from the process that called `start()`. Not PR_SET_PDEATHSIG: Linux only,
lost when `unshare -U` changes credentials, and sent when a mere thread ends. Because a forked child of the owner may
hold the pipe open, it also looks once a second whether the owner is still its parent.

Started with `python -I -S`: it imports the standard library only.
"""

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time

#: All that servers and their tools see of the environment.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

#: Seconds a server gets for a clean stop before it is killed.
GRACE = 10


def keep(owner: int, stop: int, mark: str, user: int | None, group: int | None, command: list[str]) -> None:
    """Run the command, print its pid, stay until it has ended. `stop` is the signal for a clean stop."""
    wakened, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    for signum in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, lambda *_: None)

    groups: list[int] | None = None if user is None else []
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=2, env=ENVIRONMENT, user=user, group=group, extra_groups=groups
    )
    print(server.pid, flush=True)

    asked = False
    while server.poll() is None and not asked and os.getppid() == owner:
        ready, _, _ = select.select([0, wakened], [], [], 1)
        asked = 0 in ready or (wakened in ready and set(os.read(wakened, 64)) != {signal.SIGCHLD})
    if server.poll() is None:
        server.send_signal(stop)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(GRACE)
    sweep(mark)
    server.wait()


def sweep(mark: str) -> None:
    """Kill the servers that carry the mark: backends that lost their postmaster, servers that lost their keeper."""
    server = re.compile(rb"[^\0]*(postgres|valkey-server|redis-server).*" + re.escape(mark.encode()), re.DOTALL)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline:
        left = [pid for pid, line in processes().items() if server.match(line) and pid != os.getpid()]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def processes() -> dict[int, bytes]:
    """The command lines of all processes but zombies."""
    if not os.path.exists("/proc/self/cmdline"):
        listing = subprocess.run(["/bin/ps", "-Awwo", "stat=,pid=,command="], stdout=subprocess.PIPE).stdout
        rows = [row.split(None, 2) for row in listing.splitlines() if not row.startswith(b"Z")]
        return {int(row[1]): row[2] for row in rows if len(row) == 3}
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        gone = contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError)
        with gone, open(f"/proc/{pid}/cmdline", "rb") as file:
            found[int(pid)] = file.read()
    return {pid: line for pid, line in found.items() if line}


if __name__ == "__main__":
    _, owner, stop, mark, user, group, *command = sys.argv
    keep(int(owner), int(stop), mark, int(user) if user else None, int(group) if group else None, command)
