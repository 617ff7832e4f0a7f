"""The process behind `forked.ForkServer`: it imports the modules that it is given, once, and forks a process for each
order. Whoever is forked goes on from here as if the interpreter had just started, and ends as any interpreter does.

An order comes as a socket, sent over standard input, with what is to be standard input, output and error. The order is
read from the socket; the pid is written to it, and later how the process has ended. The server ends with its standard
input, and what it has forked ends with the server.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import io
import os
import pickle
import select
import signal
import socket
import struct
import sys
import termios
import threading
from importlib import import_module
from typing import Any, NamedTuple


class Order(NamedTuple):
    argv: list[str]
    env: dict[str, str]
    cwd: str
    #: A function and its arguments, pickled: nothing of theirs is imported in the server.
    work: bytes


def main() -> None:
    sys.path[0] = os.getcwd()  # as for `python -m`
    for name in sys.argv[1:]:
        import_module(name)
    assert threading.active_count() == 1, "threads are not forked"
    # What is loaded stays: a child's collector would copy each page of it.
    gc.collect()
    gc.freeze()
    if (ordered := serve()) is not None:
        work, arguments = enter(*ordered)
        work(*arguments)


def serve() -> tuple[Order, list[int]] | None:
    """Returns the order and the streams in each process that is forked; None in the server, when its input ends."""
    server, orders = os.getpid(), socket.socket(fileno=0)
    changes, told = os.pipe()
    os.set_blocking(told, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told)
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([orders, changes], [], [])
        if changes in ready:
            os.read(changes, 4096)
            _report(running)
        if orders not in ready:
            continue
        _, sent, _, _ = socket.recv_fds(orders, 1, 4)
        if not sent:
            return None
        client, streams = socket.socket(fileno=sent[0]), sent[1:]
        with client.makefile("rb") as said:
            order = Order(*pickle.load(said))
        if pid := os.fork():
            client.sendall(struct.pack("i", pid))
            running[pid] = client
            for number in streams:
                os.close(number)
            continue
        _die_with(server)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        orders.detach()  # another standard input takes its place
        for number in (changes, told, client.detach(), *(other.detach() for other in running.values())):
            os.close(number)
        return order, streams


def enter(order: Order, streams: list[int]) -> Any:
    """Become the process that was ordered. Returns its work and the arguments for it."""
    os.setsid()
    for number, (stream, name) in enumerate(zip(streams, ("stdin", "stdout", "stderr"), strict=True)):
        os.dup2(stream, number)
        os.close(stream)
        _reopen(number, name)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C there is for this process
    os.chdir(order.cwd)
    os.environ.clear()
    os.environ.update(order.env)
    sys.argv, sys.path[0] = order.argv, os.getcwd()
    return pickle.loads(order.work)


def _report(running: dict[int, socket.socket]) -> None:
    """To who waits for a process that has ended."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            break
        with running.pop(pid) as client, contextlib.suppress(BrokenPipeError):
            client.sendall(struct.pack("i", os.waitstatus_to_exitcode(status)))


def _reopen(number: int, name: str) -> None:
    """As Python does when it starts: whether it is a file, a pipe or a terminal is remembered in there."""
    was = getattr(sys, name)
    is_raw = was.write_through  # python -u
    file = open(number, "wb" if number else "rb", 0 if is_raw and number else -1, closefd=False)  # noqa: SIM115
    getattr(file, "raw", file).name = f"<{name}>"
    by_line = not is_raw and (number == 2 or file.isatty())
    stream: Any = io.TextIOWrapper(file, was.encoding, was.errors, "\n", by_line, is_raw)
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)


def _die_with(server: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != server:
        os._exit(1)


if __name__ == "__main__":
    main()
