"""A wire to Postgres that can be cut: at once, or when an answer is committed. For who sends statements as text."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from psycopg.conninfo import conninfo_to_dict

#: Before the commit arrives; as soon as it was sent; before its reply arrives; after that.
When = Literal["before", "under way", "after", "told"]

_CHANGES = b"UPDATE adjourn.human_requests", b"FOR NO KEY UPDATE", b"INSERT INTO adjourn.notes"


@dataclass(slots=True)
class Wire:
    #: Of the database, through this wire.
    url: str
    _to: tuple[str, int]
    _listening: socket.socket
    _is_cut: bool = False
    _at_commit: When | None = None
    _for_good: bool = True
    _meanwhile: Callable[[], object] = field(default=lambda: None)
    _open: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        self._is_cut = True
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut, self._at_commit = False, None

    def cut_at_commit(
        self, when: When, *, for_good: bool = True, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Until `mend` mends it; or only this once, and `meanwhile` happens before the one who commits hears of it."""
        self._at_commit, self._for_good, self._meanwhile = when, for_good, meanwhile

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        answers = [False]
        with client, contextlib.suppress(OSError):
            if self._is_cut:
                return
            with socket.create_connection(self._to) as server:
                self._open |= {client, server}
                while self._once(client, server, answers):
                    pass
                self._open -= {client, server}
            if self._at_commit and not self._for_good and answers[0]:
                self._at_commit = None
                self._meanwhile()

    def _once(self, client: socket.socket, server: socket.socket, answers: list[bool]) -> bool:
        """Carries what comes next, from either side. `answers`: whether an answer is not committed yet."""
        for source in select.select([client, server], [], [])[0]:
            data = source.recv(65536)
            answers[0] = answers[0] or any(each in data for each in _CHANGES)
            is_commit = source is client and b"COMMIT\0" in data and answers[0]
            when = self._at_commit if is_commit else None
            if not data or when == "before":
                return self._cut(when)
            (server if source is client else client).sendall(data)
            if when in ("after", "told"):
                reply = server.recv(65536)
                if when == "told":
                    self._is_cut = self._for_good
                    client.sendall(reply)
            if when:
                return self._cut(when)
            answers[0] = answers[0] and not is_commit
        return True

    def _cut(self, when: When | None) -> bool:
        self._is_cut = self._is_cut or bool(when and self._for_good)
        return False


@contextmanager
def wire(database_url: str) -> Iterator[Wire]:
    to = conninfo_to_dict(database_url)
    host, port = str(to["host"]), int(str(to["port"]))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = f"@127.0.0.1:{listening.getsockname()[1]}/"
        made = Wire(database_url.replace(f"@{host}:{port}/", here), (host, port), listening)
        threading.Thread(target=made.serve, daemon=True).start()
        yield made
        made.cut()
        listening.shutdown(socket.SHUT_RDWR)
