"""The latest checkpoint is the one with the greatest id, made of the writer's clock; hosts do not agree on the time."""

from __future__ import annotations

import time
from types import SimpleNamespace

import langgraph.checkpoint.base.id as checkpoint_ids
import pytest

from tests.projects.project.shapes import begin, chain, end
from tests.support.house import House, Row
from tests.support.trouble import advance_elsewhere, deploy


def start_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on this process is one that has just started on a host whose clock is 5 s behind."""
    monkeypatch.setattr(checkpoint_ids, "_last_v6_timestamp", None)
    monkeypatch.setattr(checkpoint_ids, "time", SimpleNamespace(time_ns=lambda: time.time_ns() - 5 * 10**9))


def assert_progress_is_kept(house: House, job: Row) -> None:
    assert job["status"] == "succeeded", job["error"]
    assert house.state(job["id"]).tasks == (), "the newest checkpoint is the last one"
    written = house.db.execute(
        "SELECT array_agg((metadata ->> 'step')::int ORDER BY checkpoint_id) AS steps FROM adjourn.checkpoints "
        "WHERE thread_id = %s GROUP BY checkpoint_ns",
        (job["thread_id"],),
    ).fetchall()
    assert all(row["steps"] == sorted(row["steps"]) for row in written)


@pytest.mark.parametrize("name", ["two_questions", "subgraph", "calls_inner", "functional"])
def test_a_host_whose_clock_is_behind_adds_to_what_others_wrote(
    house: House, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = house.run(name, 2 if name == "functional" else {"log": []})
    for _ in range(1 if name == "functional" else 2):
        start_behind(monkeypatch)
        house.answer_all(job["id"], "yes")
        house.advance_due()
        job = house.job(job["id"])
    assert_progress_is_kept(house, job)


def test_a_new_job_on_a_host_whose_clock_is_behind_continues_its_thread(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(house, "plain", chain(begin, end).compile())
    first = house.run("plain", {"log": ["one"]})
    start_behind(monkeypatch)
    job = house.run("plain", {"log": ["two"]}, thread_id=first["thread_id"])
    assert job["result"] == {"log": ["one", "begin", "end", "two", "begin", "end"]}
    assert_progress_is_kept(house, job)


def test_a_process_of_another_host_adds_to_what_this_one_wrote(house: House) -> None:
    job = house.run("line", {"log": []})
    house.answer_all(job["id"], "yes")
    an_hour_behind = "import time; real = time.time_ns; time.time_ns = lambda: real() - 3600 * 10**9"
    job = advance_elsewhere(house, str(job["id"]), an_hour_behind)
    assert job["result"] == {"log": ["begin", "yes", "end"]}
    assert_progress_is_kept(house, job)
