"""Every merge of a few actors' steps, each one carried out from a scene of its own.

An actor is a thread that stops before each of its steps and goes on when its turn comes. A step that meets a lock
stays where it is while the others go on. At each turn somebody else may be next: all these choices are tried, the last
one first, so that what follows from a choice (a claim that finds nothing, a write that is refused) is never guessed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar

import psycopg

#: Seconds in which a step ends or is found waiting for a lock, and between two looks whether it is.
_PATIENCE, _GLANCE = 30.0, 0.004
_TRIES = 4
_WAITING = """
SELECT count(DISTINCT l.pid) AS n FROM pg_locks l, pg_stat_get_activity(l.pid) a, pg_database d
WHERE NOT l.granted AND d.oid = a.datid AND d.datname = current_database() AND a.backend_type = 'client backend'"""

#: Who acts in the context that asks; None outside of a merge.
acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


class Actor:
    """`stops`: the steps before which it stops, None for all."""

    def __init__(self, merge: Merge, name: str, act: Callable[[], object], stops: set[str] | None) -> None:
        self.merge, self.name, self._act, self._stops = merge, name, act, stops
        #: The step before which it stands; None: it is busy or has ended.
        self.before: str | None = None
        self.ended = False
        #: Whoever has waited, or may have made another go on, stops before the next step, whatever it is: else the two
        #: would go on at once.
        self.must_stop = False
        self.error: BaseException | None = None
        self._wake: Callable[[], object] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def reach(self, step: str) -> None:
        """Wait here for the turn, in a thread."""
        if self._passes(step):
            return
        turn = threading.Event()
        self._stand(step, turn.set)
        turn.wait()

    async def areach(self, step: str) -> None:
        """Wait here for the turn, on a loop that others go on using."""
        if self._passes(step):
            return
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._stand(step, lambda: loop.call_soon_threadsafe(_done, turn))
        await turn

    def go(self) -> None:
        assert self._wake is not None
        wake, self.before, self._wake = self._wake, None, None
        wake()

    def journal(self, did: str, to: object) -> None:
        """It has committed something."""
        self.merge.journal.append((self.name, did, str(to)))

    def _passes(self, step: str) -> bool:
        must, self.must_stop = self.must_stop, False
        return self.merge.over or not (must or self._stops is None or step in self._stops)

    def _stand(self, step: str, wake: Callable[[], object]) -> None:
        with self.merge.changed:
            self.before, self._wake = step, wake
            self.merge.changed.notify_all()

    def _run(self) -> None:
        acting.set(self)
        try:
            self._act()
        except BaseException as error:
            self.error = self.error or error
        with self.merge.changed:
            self.ended = True
            self.merge.changed.notify_all()


class Merge:
    """One of them. `watch`: a connection that nobody waits for."""

    def __init__(self, watch: psycopg.Connection[dict[str, int]], begins: list[str]) -> None:
        self._watch, self._begins = watch, begins
        self.actors: list[Actor] = []
        self.changed = threading.Condition()
        self.over = False
        #: It could not begin as it was meant to.
        self.is_astray = False
        #: Whose turn it was, of whom, and before which step.
        self.turns: list[tuple[str, list[str], str]] = []
        #: Who has committed what, to which row.
        self.journal: list[tuple[str, str, str]] = []
        self.after_each: Callable[[], object] = lambda: None

    def actor(self, name: str, act: Callable[[], object], stops: set[str] | None = None) -> Actor:
        """On stage from now on, before its first step."""
        actor = Actor(self, name, act, stops)
        self.actors.append(actor)
        actor.start()
        self._settle()
        return actor

    def play(self) -> None:
        """Until all have ended. Raises what went wrong with an actor."""
        self.after_each()
        while ready := {actor.name: actor for actor in self.actors if actor.before is not None}:
            name = next(iter(ready))
            if len(self.turns) < len(self._begins):
                wanted = self._begins[len(self.turns)]
                self.is_astray |= wanted not in ready
                name = wanted if wanted in ready else name
            self.turns.append((name, list(ready), str(ready[name].before)))
            ready[name].must_stop = bool(self._busy())
            ready[name].go()
            self._settle()
            self.after_each()
        self.is_astray |= len(self.turns) < len(self._begins)
        for actor in self.actors:
            if actor.error is not None:
                raise actor.error
        stuck = [actor.name for actor in self.actors if not actor.ended]
        assert not stuck, f"a deadlock of {stuck}"

    def close(self) -> None:
        """All go on at once, to their ends."""
        self.over = True
        end = time.monotonic() + _PATIENCE
        while any(not actor.ended for actor in self.actors) and time.monotonic() < end:
            with self.changed:
                for actor in self.actors:
                    if actor.before is not None:
                        actor.go()
                self.changed.wait(_GLANCE)

    def others(self) -> list[list[str]]:
        """How those merges begin that are the same so far, and then somebody else's turn comes."""
        names = [turn[0] for turn in self.turns]
        return [
            [*names[:i], other]
            for i in range(len(self._begins), len(names))
            for other in self.turns[i][1]
            if other != names[i]
        ]

    def __str__(self) -> str:
        return " → ".join(f"{name}: {step}" for name, _, step in self.turns)

    def _settle(self) -> None:
        """Wait until everybody stands before a step, has ended, or waits for a lock. Whoever commits grants its locks
        to those that wait before it returns, so none of them is taken for waiting still."""
        end = time.monotonic() + _PATIENCE
        while True:
            with self.changed:
                self.changed.wait_for(lambda: not self._busy(), _GLANCE)
                busy = self._busy()
            if not busy:
                return
            if len(busy) == self._waiting():
                for actor in busy:
                    actor.must_stop = True
                return
            assert time.monotonic() < end, f"{[actor.name for actor in busy]} neither go on nor wait: {self}"

    def _busy(self) -> list[Actor]:
        return [actor for actor in self.actors if actor.before is None and not actor.ended]

    def _waiting(self) -> int:
        row = self._watch.execute(_WAITING).fetchone()
        assert row is not None
        return row["n"]


def every_merge(watch: psycopg.Connection[dict[str, int]], scene: Callable[[Merge], object]) -> int:
    """Play `scene`, which sets itself, plays the merge it is given and looks at what came of it, in every way in which
    its actors' steps can follow each other. Returns how many these were.

    Who of two that wait gets a lock first is Postgres's choice: a merge that does not come back to where it was is as
    good as another, but its beginning is tried again.
    """
    to_do: list[tuple[list[str], int]] = [([], _TRIES)]
    count = 0
    while to_do:
        begins, tries = to_do.pop()
        merge = Merge(watch, begins)
        count += 1
        try:
            scene(merge)
        except BaseException as error:
            error.add_note(f"merge {count}: {merge}")
            error.add_note(f"committed: {merge.journal}")
            raise
        finally:
            merge.close()
        if not merge.is_astray:
            to_do += [(others, _TRIES) for others in merge.others()]
        elif tries > 1:
            to_do.append((begins, tries - 1))
    return count


def _done(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
