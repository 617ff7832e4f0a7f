"""What a graph has done since it asked a question.

It follows from what LangGraph stores. A checkpoint names those at which its callers stood when it was made. A namespace
has the ids of the tasks that it is in. The path of a functional task has the path of its caller and counts the calls of
that one, in order: an earlier call has come to its end, a later one may know the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from adjourn.models import ask_again
from adjourn.models.ask_again import Asking, Step, Task
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script
from adjourn.worker.langgraph_inside import PUSH

_CALL = re.compile(rf"~{PUSH}, (~.*), (\d+), \d+")


@dataclass(frozen=True, slots=True)
class Since:
    asking: Asking
    #: The one that asked.
    task: Task
    #: Those that were waiting for it, at each level.
    callers: list[Task]
    #: Functional tasks that it called: they may know the answer, but for those that had asked something before.
    calls: list[Task]
    #: Those, and the ones that its callers called after it.
    later: list[Task]
    #: Checkpoints of what it called.
    called: list[Step]
    #: Those, and the ones of all that followed.
    undone: list[Step]


def since(job: Claimed, request_id: int) -> Script[Since]:
    asking = yield from ask_again.asking(job.id, request_id)
    tasks = yield from ask_again.tasks(job, asking)
    steps = yield from ask_again.steps(job, asking)
    [task] = [task for task in tasks if task.task_id == asking.task_id]
    chain = [*_callers(asking, tasks), task]
    later = [each for each in tasks if not each.asked_before and any(_is_later(each, member) for member in chain)]
    calls = [each for each in later if _waits_for(task, each)]
    chain += [each for each in tasks if any(_waits_for(each, member) for member in chain)]
    called = [step for step in steps if _is_within(step, [task, *calls], asking)]
    undone = [step for step in steps if _is_within(step, [task, *later], asking) or _is_after(step, asking, chain)]
    return Since(asking, task, [each for each in chain if each is not task], calls, later, called, undone)


def _callers(asking: Asking, tasks: Sequence[Task]) -> list[Task]:
    """At each level above the task that asked the one in whose graph that was."""
    callers: list[Task] = []
    for ns, below in pairwise([*sorted(asking.parents, key=len), asking.checkpoint_ns]):
        here = [task for task in tasks if task.checkpoint_ns == ns]
        # A subgraph that keeps its state from call to call has a namespace without ids.
        named = [task for task in here if _calls(task)[0].endswith(f", {below.split('|')[-1]}")]
        callers += [task for task in here if f":{task.task_id}" in below] or named
    return callers


def _calls(task: Task) -> tuple[str, tuple[int, ...]]:
    """The path of the node or entrypoint, and which call of a functional task it is within that."""
    path, calls = task.task_path, list[int]()
    while found := _CALL.fullmatch(path):
        path, number = found.groups()
        calls.insert(0, int(number))
    return path, tuple(calls)


def _waits_for(task: Task, member: Task) -> bool:
    (node, calls), (of_node, of_calls) = _calls(task), _calls(member)
    return _together(task, member) and node == of_node and calls == of_calls[: len(calls)] != of_calls


def _is_later(task: Task, member: Task) -> bool:
    """Called after it by the same caller, or by it."""
    (node, calls), (of_node, of_calls) = _calls(task), _calls(member)
    return _together(task, member) and node == of_node and calls > of_calls


def _together(one: Task, other: Task) -> bool:
    return (one.checkpoint_ns, one.checkpoint_id) == (other.checkpoint_ns, other.checkpoint_id)


def _is_within(step: Step, tasks: Sequence[Task], asking: Asking) -> bool:
    """Of a graph that one of the tasks called, but for those that had asked something before."""
    ns = step.checkpoint_ns
    return any(f":{task.task_id}" in ns for task in tasks) and not any(
        before == ns or before.startswith(f"{ns}|") for before in asking.before
    )


def _is_after(step: Step, asking: Asking, chain: Sequence[Task]) -> bool:
    for ns, stood in [*asking.parents.items(), (asking.checkpoint_ns, asking.checkpoint_id)]:
        if (step.checkpoint_ns == ns and step.checkpoint_id > stood) or step.parents.get(ns, "") > stood:
            return True
    ids = [task.task_id for task in chain]
    return any(_call_of(id, step.checkpoint_ns) > _call_of(id, asking.checkpoint_ns) for id in ids)


def _call_of(task_id: str, ns: str) -> int:
    """Which graph of those that the task calls has this namespace: the first is 0, -1 none of them."""
    within = ns.partition(f":{task_id}")
    number = within[2].removeprefix("|").partition("|")[0]
    return -1 if not within[1] else int(number) if number.isdigit() else 0
