"""Another project, whose graphs have names that the first has, too. Its nodes and what it writes say whose they are."""

from __future__ import annotations

from tests.chaos.project.graphs import State, act, asked, chain


def begin_beside(state: State) -> State:
    act("begin beside")
    return {"log": ["begin beside"]}


def ask_twice_beside(state: State) -> State:
    act("ask_twice beside")
    return {"log": [asked("first, beside?"), asked("second, beside?")]}


def end_beside(state: State) -> State:
    act("end beside")
    return {"log": ["end beside"]}


two_in_one = chain(begin_beside, ask_twice_beside, end_beside).compile()
plain = chain(begin_beside, end_beside).compile()
