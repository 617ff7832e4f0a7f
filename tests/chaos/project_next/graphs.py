"""The next version of the project: a node more between the answer and the end of `line`."""

from __future__ import annotations

from tests.chaos.project.graphs import State, act, ask, begin, chain, end


def check(state: State) -> State:
    act("check")
    return {}


line = chain(begin, ask, check, end).compile()
