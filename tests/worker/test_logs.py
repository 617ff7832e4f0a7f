"""One job's story can be read in the log, in one format from the first line to the last."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.command import Command
from tests.support.fleet import Fleet
from tests.support.waiting import until

AGENT = dedent(
    """
    import logging
    from typing import TypedDict

    from langgraph.graph import START, StateGraph
    from langgraph.types import interrupt

    log = logging.getLogger("agent")
    log.warning("loaded")

    class State(TypedDict, total=False):
        approved: str

    async def look_up(state):
        log.info("looking up %s", "4711")

    def ask(state):
        log.info("asking", extra={"amount": float("nan")})
        return {"approved": interrupt("Pay?")}

    tries = []

    def pay(state):
        tries.append(state)
        if len(tries) < 2:
            raise ConnectionError("the bank is away")

    builder = StateGraph(State)
    builder.add_sequence([look_up, ask, pay])
    builder.add_edge(START, "look_up")
    graph = builder.compile()
    """
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "agent"
    folder.mkdir()
    (folder / "agent.py").write_text(AGENT)
    (folder / "langgraph.json").write_text('{"graphs": {"agent": "./agent.py:graph"}}')
    return folder


def test_each_line_of_a_run_says_of_which_job_it_is(fleet: Fleet, project: Path) -> None:
    worker = fleet.worker(project, log_format="json")
    fleet.scheduler()
    standby = fleet.scheduler(log_format="json")
    job = fleet.enqueue("agent", {})
    fleet.wait(job, "waiting")
    [request] = fleet.requests(job)
    fleet.answer(request, "yes")
    fleet.wait(job)
    until(lambda: "stands by" in fleet.log(standby), "the other scheduler says that it does not lead")
    fleet.stop(worker)
    fleet.stop(standby)

    lines = [json.loads(line) for each in (worker, standby) for line in fleet.log(each).splitlines()]
    assert lines[0]["event"] == "loaded", "what a project says while it is loaded, too"
    assert {"event", "level", "timestamp"} <= set.intersection(*map(set, lines))
    story = [line for line in lines if line.get("job") == job]
    assert [line["event"] for line in story] == [
        *("job claimed", "looking up 4711", "asking", "job waiting"),
        *("job claimed", "job resumed", "asking", "run failed", "job retries"),
        *("job claimed", "job succeeded"),
    ]
    [name] = set(fleet.workers_of(job))
    for line in story:
        assert (line["thread"], line["graph"], line["worker"]) == (job, "agent", name)
    assert [line["was"] for line in story if line["event"] == "job claimed"] == ["queued", "waiting", "queued"]
    assert [line["requests"] for line in story[5:9]] == [[request["id"]]] * 4
    failed = next(line for line in story if line["event"] == "run failed")
    assert failed["exception"].startswith("Traceback") and "the bank is away" in failed["exception"]
    assert story[-1]["attempt"] == 2


def test_a_level_or_a_format_that_there_is_not_is_a_sentence(database_url: str, tmp_path: Path) -> None:
    adjourn = Command(tmp_path, {"ADJOURN_DATABASE_URL": database_url})
    for name, wrong in (("ADJOURN_LOG_LEVEL", "loud"), ("ADJOURN_LOG_FORMAT", "xml")):
        adjourn.env[name] = wrong
        assert f"settings: {name}: " in adjourn.quick("jobs").complaint
        del adjourn.env[name]
    adjourn.env["ADJOURN_LOG_LEVEL"] = "debug"
    assert adjourn.quick("jobs").code == 0
