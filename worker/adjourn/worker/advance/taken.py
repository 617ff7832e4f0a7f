"""Whether the graph has taken an answer: nobody else says so.

LangGraph keeps the answers of a task in their order. A task has taken the answer to its question when it holds more of
them than it did when it asked. A breakpoint has no task that takes anything: its answer is taken when the graph has
gone past it.
"""

from __future__ import annotations

from collections.abc import Iterable

from adjourn.models.human_requests import Asked
from adjourn.worker.advance.look import Look
from adjourn.worker.advance.run import Ended
from adjourn.worker.checkpointer.saver import Saver
from langgraph.checkpoint.serde.base import SerializerProtocol


def by_look(asked: Iterable[Asked], look: Look, serde: SerializerProtocol) -> frozenset[int]:
    """The ids of those whose answers the thread's committed writes hold."""
    stands_at = look.asked.keys() | {stop.interrupt_id for stop in look.breakpoints}

    def is_taken(row: Asked) -> bool:
        is_passed = row.kind == "breakpoint" and row.status == "answered" and row.interrupt_id not in stands_at
        return is_passed or _answers(row, serde) > row.ordinal

    return frozenset(row.id for row in asked if is_taken(row))


def by_run(given: Iterable[Asked], saver: Saver, ended: Ended) -> tuple[int, ...]:
    """The ids of those whose answers a run took, of all that it was given."""

    def is_taken(row: Asked) -> bool:
        if row.kind == "breakpoint":
            return row.checkpoint_ns in saver.course.progressed or ended.error is None
        return saver.unsaved.taken.get((row.checkpoint_ns, row.task_id), 0) > row.ordinal

    return tuple(row.id for row in given if is_taken(row))


def _answers(row: Asked, serde: SerializerProtocol) -> int:
    if row.resume_type is None:
        return 0
    return len(serde.loads_typed((row.resume_type, row.resume_blob or b"")))
