"""A project whose modules have the names of ours."""

from langgraph.types import interrupt

import admin
import models
import scheduler
import worker


def say(state: models.State) -> models.State:
    return {"said": [models.NAME, worker.NAME, scheduler.NAME, admin.NAME], "basket": models.Basket(["a hat"])}


def ask(state: models.State) -> models.State:
    answer = interrupt("whose?")
    return {
        "said": [*state["said"], answer],
        "kind": f"{type(state['basket']).__module__}.{type(state['basket']).__name__}",
    }


def again(state: models.State) -> models.State:
    """Imported only now: the path must still be right long after the start."""
    import tests

    return {"said": [*state["said"], tests.NAME]}


owner = models.chain(say, ask, again)
