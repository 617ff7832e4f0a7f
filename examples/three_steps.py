"""Three steps on a text, the second done by a person: "foo", answered with "baz", becomes "foo bar baz qux"."""

from langgraph.func import entrypoint, task
from langgraph.types import interrupt


@task
def add_bar(text: str) -> str:
    return f"{text} bar"


@task
def add_feedback(text: str) -> str:
    feedback: str = interrupt(f"Please provide feedback: {text}")
    return f"{text} {feedback}"


@task
def add_qux(text: str) -> str:
    return f"{text} qux"


@entrypoint()
def three_steps(text: str) -> str:
    """Runs from its top after the pause, but a task that has finished gives its saved result instead of running."""
    with_bar = add_bar(text).result()
    with_feedback = add_feedback(with_bar).result()
    return add_qux(with_feedback).result()
