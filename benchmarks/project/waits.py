"""A node that waits a second, as for a model."""

import asyncio

from cycle import State
from langgraph.graph import START, StateGraph


async def wait(state: State) -> State:
    await asyncio.sleep(1)
    return {"log": ["waited"]}


graph = StateGraph(State).add_node(wait).add_edge(START, "wait").compile()
