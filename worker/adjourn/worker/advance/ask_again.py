"""A retry that asks again: the tasks that failed on an answer stand where they asked for it."""

from __future__ import annotations

from itertools import groupby

from adjourn.models import ask_again
from adjourn.models.ask_again import Rewound, Taken
from adjourn.models.ground.database import Script
from adjourn.models.jobs import Claimed
from langgraph.checkpoint.serde.base import SerializerProtocol


def rewind(job: Claimed, serde: SerializerProtocol) -> Script[None]:
    """As `job.ask_again` has it, by the lease. Raises LeaseLost."""
    answers = yield from ask_again.taken(job.id)
    by_task = [list(group) for _, group in groupby(answers, lambda a: (a.checkpoint_ns, a.checkpoint_id, a.task_id))]
    yield from ask_again.rewind(job, [_rewound(task, job.ask_again == "all", serde) for task in by_task])


def _rewound(task: list[Taken], to_the_first: bool, serde: SerializerProtocol) -> Rewound:
    """In one task nobody can tell which of its answers was wrong."""
    last, to = task[-1], task[0] if to_the_first else task[-1]
    had = serde.loads_typed((to.resume_type, to.resume_blob or b"")) if to.resume_type else []
    type_, blob = serde.dumps_typed(had[: to.ordinal])
    request_id = to.request_id if to is last else None
    return Rewound(to.checkpoint_ns, to.checkpoint_id, to.task_id, to.ordinal, request_id, type_, blob)
