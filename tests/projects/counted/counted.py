"""The graphs of examples/ as they are, but each task and tool leaves a line in the file EFFECTS when it begins and
when it ends, so that a test can count what ran, how often, and in which process."""

import functools
import inspect
import json
import os

import react_agent as agent
import search
import support_chatbot as chatbot
import three_steps as steps


def note(name, became):
    line = json.dumps({"name": name, "became": became, "pid": os.getpid()}) + "\n"
    effects = os.open(os.environ["EFFECTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.write(effects, line.encode())
    os.close(effects)


def count(thing):
    """`thing` is a task or a tool: both keep the author's function in `func` or `coroutine`."""
    made = thing.func
    name = made.__name__

    if inspect.iscoroutinefunction(made):

        @functools.wraps(made)
        async def counted(*args, **kwargs):
            note(name, "begun")
            result = await made(*args, **kwargs)
            note(name, "ended")
            return result

    else:

        @functools.wraps(made)
        def counted(*args, **kwargs):
            note(name, "begun")
            result = made(*args, **kwargs)
            note(name, "ended")
            return result

    thing.func = counted


for thing in (
    steps.add_bar,
    steps.add_feedback,
    steps.add_qux,
    agent.call_model,
    agent.get_weather,
    agent.human_assistance,
    chatbot.human_assistance,
    search.search,
):
    count(thing)

support_chatbot = chatbot.graph
three_steps = steps.three_steps
react_agent = agent.react_agent
