"""A graph is given what LangGraph's own server would give it: context, configuration, and its factory's arguments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.project.project import Project

from tests.conftest import PROJECTS
from tests.support.house import House, advance
from tests.support.waiting import until

LARGE = {"configurable": {"model": "large"}}


@pytest.fixture(scope="module")
def given(postgres_url: str, template: str) -> Iterator[House]:
    from tests.support.database import new_database

    with new_database(postgres_url, template) as url:
        settings = Settings(database_url=url, project=PROJECTS / "given", pool_size=4, concurrency=20)
        with House.open(settings) as house:
            yield house


def said(house: House, graph: str, **options: Any) -> Any:
    job = house.run(graph, {}, **options)
    assert job["status"] == "succeeded", job["error"]
    return job["result"]["said"]


# --- context and configurable


@pytest.mark.parametrize(
    ("graph", "options", "expected"),
    [
        ("in_dataclass", {}, [{"model": "small", "warmth": 1}, None]),
        ("in_model", {}, [{"model": "small"}, None]),
        ("in_dict", {}, [None, None]),
        ("in_none", {}, [None, None]),
        ("in_dataclass", {"context": {"warmth": 2}}, [{"model": "small", "warmth": 2}, None]),
        ("in_dataclass", {"config": LARGE}, [{"model": "large", "warmth": 1}, "large"]),
        ("in_dataclass", {"context": {"model": "large"}}, [{"model": "large", "warmth": 1}, "large"]),
        ("in_dict", {"config": LARGE}, [{"model": "large"}, "large"]),
        ("in_none", {"config": LARGE}, [{"model": "large"}, "large"]),
        ("in_dataclass", {"config": LARGE, "context": {"model": "large"}}, [{"model": "large", "warmth": 1}, "large"]),
        # Not of the schema, and so in the configurable alone.
        ("in_dataclass", {"config": {"configurable": {"user": "ada"}}}, [{"model": "small", "warmth": 1}, None]),
        ("in_model", {"context": {"thread_id": "x"}}, [{"model": "small"}, None]),
    ],
)
def test_a_context_has_its_schemas_defaults_and_is_alike_the_configurable(
    given: House, graph: str, options: Any, expected: Any
) -> None:
    assert said(given, graph, **options) == expected


def test_a_context_and_another_configurable_are_each_given_as_they_are(given: House) -> None:
    """LangGraph's server refuses both; a graph in memory takes them."""
    expected = [{"model": "small", "warmth": 1}, "large"]
    assert said(given, "in_dataclass", config=LARGE, context={"model": "small"}) == expected


def test_the_result_is_what_invoke_returns(given: House) -> None:
    assert given.run("narrow", {})["result"] == {"said": "out"} == given.worker.project.made["narrow"].invoke({})


# --- factories


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ("server_then_config", ["Tone", "large"]),
        ("by_keyword", "large"),
        ("named_as_you_like", ["large", 5]),
        ("of_a_run", ["Runtime", True]),
        ("unread_annotations", ["threads.create_run", "large", {}]),
        ("looks_around", "large"),
        ("wants_a_key", "LARGE"),
        ("wants_all", "large"),
    ],
)
def test_a_factory_is_given_what_its_annotations_say(given: House, graph: str, expected: Any) -> None:
    assert said(given, graph, config=LARGE) == expected


def test_a_factory_that_wants_a_jobs_configuration_is_offered_without_one(given: House) -> None:
    rows = given.db.execute("SELECT name FROM adjourn.graphs WHERE drawing = '' ORDER BY name").fetchall()
    assert [row["name"] for row in rows] == ["wants_a_key", "wants_all"]
    job = given.run("wants_a_key", {})
    assert (job["status"], job["error"]["type"]) == ("failed", "KeyError")


@pytest.mark.parametrize("graph", ["slow", "slow_to_open"])
def test_a_slow_factory_blocks_nobody(given: House, graph: str) -> None:
    slow = given.enqueue(graph, {}, config=LARGE)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(advance, given.worker, slow)
        until(lambda: given.job(slow)["status"] == "running", "its factory is called")
        assert given.advance(given.enqueue("in_none", {}))["status"] == "succeeded"
        assert not running.done(), "the other one had to wait for it"
        running.result()
    assert given.job(slow)["status"] == "succeeded"


BROKEN = {
    "fails whatever it is given": "def graph(config): raise RuntimeError('no key\\nand more')",
    "reads the environment": "import os\ndef graph(config): return os.environ['NONSENSE_']",
    "imports what is not there": "def graph(config):\n    config['configurable'].get('a')\n    import nonsense_",
    "makes no graph": "def graph(config):\n    config['configurable'].get('a')\n    return 5",
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN)
def test_a_factory_that_is_broken_is_an_error_of_one_line_that_says_where(
    given: House, tmp_path: Path, code: str
) -> None:
    broken = Project.load(project(tmp_path, code))
    with pytest.raises(BadInput) as error:
        given.worker.loop.run(broken.offers())
    assert f"graph mine (./{tmp_path.name}.py:graph)" in str(error.value) and "\n" not in str(error.value)


# --- what is bound to a graph


def test_a_bound_breakpoint_is_one(given: House) -> None:
    before, after = given.run("stops_before", {}), given.run("stops_after", {})
    for job in (before, after):
        assert job["status"] == "waiting"
        [asked] = given.requests(job["id"])
        assert (asked["kind"], asked["node"]) == ("breakpoint", "say")
        given.db.execute("UPDATE adjourn.human_requests SET choice = 'continue' WHERE id = %s", (asked["id"],))
    given.advance_due()
    assert given.job(before["id"])["result"]["said"][1:] == [None, None]
    assert given.job(after["id"])["result"]["said"] == [["a"], None, 7]


def test_a_config_of_the_graph_is_applied(given: House) -> None:
    assert said(given, "configured") == [["a"], "large", 7]


UNAPPLICABLE = {
    "bind(stream_mode='values')": "is bound with stream_mode",
    "bind(interrupt_before=['a']).bind(context={})": "is bound with context",
    "with_listeners(on_start=print)": "has listeners",
    "with_retry()": "is a RunnableRetry",
}


@pytest.mark.parametrize("wrapped", UNAPPLICABLE)
def test_what_cannot_be_applied_is_refused_by_name(tmp_path: Path, wrapped: str) -> None:
    code = f"from langgraph.func import entrypoint\ngraph = entrypoint()(lambda n: n).{wrapped}"
    with pytest.raises(BadInput, match=rf"graph mine \(.*\) {UNAPPLICABLE[wrapped]}"):
        Project.load(project(tmp_path, code))


# --- agents


_AGENT = """
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, before_model, wrap_model_call, wrap_tool_call
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langgraph.graph import START, StateGraph

@wrap_tool_call
def checks_tools(request, handler): return handler(request)

@wrap_model_call
def checks_models(request, handler): return handler(request)

@wrap_tool_call
async def checks_later(request, handler): return await handler(request)

@before_model
def looks(state, runtime): return None

class Half(AgentMiddleware):
    def wrap_tool_call(self, request, handler): return handler(request)

class Whole(Half):
    async def awrap_tool_call(self, request, handler): return await handler(request)

agent = create_agent(GenericFakeChatModel(messages=iter([])), [], middleware=[{middleware}])
def node(state): return agent.invoke(state)
graph = {graph}
"""


@pytest.mark.parametrize(
    ("middleware", "refused"),
    [
        ("checks_tools", "checks_tools.wrap_tool_call"),
        ("checks_models", "checks_models.wrap_model_call"),
        ("Whole(), Half()", "Half.wrap_tool_call"),
        ("checks_later, looks, Whole()", None),
    ],
)
@pytest.mark.parametrize("graph", ["agent", "StateGraph(dict).add_node('a', agent).add_edge(START, 'a')"])
def test_middleware_that_has_no_async_half_is_refused_by_name(
    tmp_path: Path, middleware: str, refused: str | None, graph: str
) -> None:
    pytest.importorskip("langchain")
    loading = project(tmp_path, _AGENT.format(middleware=middleware, graph=graph))
    if refused is None:
        assert list(Project.load(loading).made) == ["mine"]
        return
    with pytest.raises(BadInput, match=rf"of {refused} there is only the sync half"):
        Project.load(loading)


def test_a_client_of_its_own_server_is_told_that_there_is_none(given: House) -> None:
    job = given.run("loopback", {})
    assert job["status"] == "failed"
    assert "there is no LangGraph server in this process" in job["error"]["message"]


def project(folder: Path, code: str, **config: Any) -> Path:
    """A project whose one file holds this code, under a name of its own."""
    (folder / f"{folder.name}.py").write_text(code)
    whole = {"graphs": {"mine": f"./{folder.name}.py:graph"}, **config}
    (folder / "langgraph.json").write_text(json.dumps(whole))
    return folder
