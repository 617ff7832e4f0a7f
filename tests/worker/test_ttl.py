"""For how long threads are kept is said in langgraph.json, in LangGraph's words, and by the operator, heard first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.worker.project import langgraph_json
from adjourn.worker.project.policy import Policy
from adjourn.worker.project.ttl import of_checkpointer

from tests.support.pruning import age, left, prune
from tests.worker.conftest import Ruled

MONTH = {"strategy": "delete", "default_ttl": 43200}


def rule_of(ruled: Ruled, policy: Any, graph: str = "steps") -> tuple[str, float] | None:
    with ruled(policy) as house:
        query = "SELECT strategy, extract(epoch FROM ttl) / 60 AS minutes FROM adjourn.retention WHERE graph = %s"
        row = house.db.execute(query, (graph,)).fetchone()
        return row and (row["strategy"], float(row["minutes"]))


def test_the_operator_says_it_of_all_graphs_and_of_one(ruled: Ruled) -> None:
    policy: Any = {"all": {"ttl": MONTH}, "graphs": {"line": {"ttl": {"strategy": "keep_latest", "default_ttl": 60}}}}
    assert rule_of(ruled, policy) == ("delete", 43200)
    assert rule_of(ruled, policy, "line") == ("keep_latest", 60)
    assert rule_of(ruled, policy | {"graphs": {"line": {"ttl": False}}}, "line") is None
    with ruled({}) as house:
        assert house.db.execute("SELECT FROM adjourn.retention").rowcount == 0, "taken back by the next worker"
        changes = house.db.execute(
            "SELECT data FROM adjourn.events WHERE became = 'ttl changed' ORDER BY id"
        ).fetchall()
    assert [row["data"]["became"] for row in changes if row["data"]["graph"] == "steps"] == [MONTH, None]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, 43200),
        ({"all": {"ttl": {"strategy": "delete", "default_ttl": 1}}}, 1),
        ({"all": {"ttl": False}}, None),
        ({"all": {"ttl": False}, "graphs": {"g": {"ttl": {"strategy": "delete", "default_ttl": 2}}}}, 2),
    ],
)
def test_it_is_heard_before_langgraph_json(tmp_path: Path, policy: Any, expected: float | None) -> None:
    (tmp_path / "adjourn.json").write_text(json.dumps(policy))
    said = of_checkpointer(tmp_path, {"ttl": MONTH | {"sweep_interval_minutes": 10, "sweep_limit": 500}})
    ttl = Policy.load(tmp_path / "adjourn.json", ["g"]).ttl("g", said)
    assert (ttl and ttl.default_ttl) == expected


@pytest.mark.parametrize(
    ("ttl", "why"),
    [
        ({"default_ttl": 60}, "checkpointer.ttl.strategy: Field required"),
        ({"strategy": "delete"}, "checkpointer.ttl.default_ttl: Field required"),
        ({"strategy": "shred", "default_ttl": 60}, "ttl.strategy: Input should be 'delete' or 'keep_latest'"),
        (MONTH | {"default_ttl": 0}, "ttl.default_ttl: Input should be greater than"),
        (MONTH | {"default_ttl": "60"}, "ttl.default_ttl: Input should be a valid number"),
        (MONTH | {"sweep_intervall_minutes": 5}, "ttl.sweep_intervall_minutes: Extra inputs are not permitted"),
        (60, "checkpointer.ttl: Input should be a valid dictionary"),
    ],
)
def test_what_is_malformed_keeps_the_worker_from_starting(tmp_path: Path, ttl: Any, why: str) -> None:
    file = tmp_path / "langgraph.json"
    file.write_text(json.dumps({"graphs": {"g": "./g.py:g"}, "checkpointer": {"ttl": ttl}}))
    with pytest.raises(BadInput, match=why):
        langgraph_json.read(file)


def test_where_the_file_is_broken_nothing_goes(ruled: Ruled) -> None:
    with ruled({"all": {"ttl": MONTH | {"default_ttl": 1}}}) as house:
        thread = house.run("steps", {"log": []})["thread_id"]
        age(house.db, thread)
        house.db.execute("UPDATE adjourn.graphs SET seen_at = now() - interval '2 minutes'")  # it is stopped
        with pytest.raises(BadInput, match="ttl"), ruled({"all": {"ttl": {"strategy": "delete"}}}):
            pass
        with house.worker.engine.connect() as connection:
            assert prune(connection) == {}
        assert left(house.db, thread)["jobs"] == 1
