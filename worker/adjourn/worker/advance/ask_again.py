"""A retry that asks again: the tasks that failed on an answer stand where they asked for it, or the thread does."""

from __future__ import annotations

from itertools import groupby

from adjourn.models import ask_again
from adjourn.models.ask_again import Rewound, Step, Taken, Task
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script
from adjourn.worker.advance.since import Since, since
from adjourn.worker.langgraph_inside import ids_after
from langgraph.checkpoint.serde.base import SerializerProtocol


def rewind(job: Claimed, serde: SerializerProtocol) -> Script[None]:
    """As `job.ask_again` has it, by the lease. Raises LeaseLost."""
    if job.ask_again in ("last", "all"):
        tasks, undone = yield from _failed(job, job.ask_again == "all", serde)
    else:
        tasks, undone = yield from _back_to(job, int(job.ask_again or 0), serde)
    for step in undone:
        # Who has read it goes on after it.
        ids_after(step.checkpoint_id)
    yield from ask_again.rewind(job, tasks, undone)


def _failed(job: Claimed, to_the_first: bool, serde: SerializerProtocol) -> Script[tuple[list[Rewound], list[Step]]]:
    """In one task nobody can tell which of its answers was wrong."""
    answers = yield from ask_again.taken(job.id)
    rewound: dict[str, Rewound] = {}
    undone: list[Step] = []
    for id, group in groupby(answers, lambda answer: answer.task_id):
        task = list(group)
        last, to = task[-1], task[0] if to_the_first else task[-1]
        after: Since = yield from since(job, to.request_id)
        rewound |= {
            called.task_id: _shortened(called, 0, serde) for called in after.calls if called.task_id not in rewound
        }
        rewound[id] = _shortened(to, to.ordinal, serde, to.request_id, at_once=to is last)
        undone += after.called
    return list(rewound.values()), undone


def _back_to(job: Claimed, request_id: int, serde: SerializerProtocol) -> Script[tuple[list[Rewound], list[Step]]]:
    """The graph went on with the answer and failed later. The task that asked runs again, and asks."""
    after: Since = yield from since(job, request_id)
    asking = after.asking
    tasks = [_shortened(task, 0, serde) for task in after.later]
    tasks += [_shortened(task, 2**31 if task.had is None else task.had, serde) for task in after.callers]
    tasks += [_shortened(after.task, asking.ordinal, serde, request_id)]
    return tasks, after.undone


def _shortened(
    task: Task | Taken, count: int, serde: SerializerProtocol, request_id: int | None = None, *, at_once: bool = False
) -> Rewound:
    """The task with no more than its first `count` answers."""
    had = serde.loads_typed((task.resume_type, task.resume_blob or b"")) if task.resume_type else []
    type_, blob = serde.dumps_typed(had[:count])
    place = task.checkpoint_ns, task.checkpoint_id, task.task_id
    return Rewound(*place, len(had[:count]), request_id, at_once, type_, blob)
