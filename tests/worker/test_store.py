"""Graphs have a store, whichever way they look for it, and it is the project's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models import store as tables
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from adjourn.worker.project.project import Project
from psycopg import sql

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.support.house import House, advance
from tests.support.waiting import until

STORES = PROJECTS / "stores"
WAYS = (
    "sync_node", "runtime", "async_node", "sync_put", "nested", "own_loop", "in_memory", "parent", "functional",
    "factory",
)  # fmt: skip


def _settings(database_url: str, **more: Any) -> Settings:
    return Settings(database_url=database_url, pool_size=4, concurrency=20, **{"project": STORES, **more})


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House.open(_settings(database_url)) as house:
        yield house


@pytest.mark.parametrize("graph", WAYS)
def test_each_way_to_the_store_leads_to_it(house: House, graph: str) -> None:
    job = house.run(graph, {"key": graph, "found": []})
    assert job["status"] == "succeeded", job["error"]
    assert job["result"]["found"] == [[["kept", "here"], {"by": graph}]]
    rows = house.db.execute("SELECT prefix, value FROM adjourn.store WHERE prefix LIKE '%here'").fetchall()
    assert rows == [{"prefix": "adjourn.kept.here", "value": {"by": graph}}]


def test_another_worker_finds_what_one_has_put(fleet: Fleet) -> None:
    first = fleet.worker(STORES)
    fleet.scheduler()
    job_id = fleet.enqueue("over_a_pause", {"key": "k", "found": []})
    fleet.wait(job_id, "waiting")
    fleet.kill(first)
    fleet.worker(STORES)
    [asked] = fleet.requests(job_id)
    fleet.answer(asked, "yes")
    assert fleet.wait(job_id)["result"]["found"] == [[["kept", "here"], {"by": "k"}]]
    assert len(set(fleet.workers_of(job_id))) == 2


def test_a_value_that_cannot_be_stored_fails_its_own_job_only(house: House) -> None:
    ids = [house.enqueue("unspoilt", {"key": str(n), "found": []}) for n in range(5)]
    ids.append(house.enqueue("spoilt", {"key": "\0", "found": []}))
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda job_id: advance(house.worker, job_id), ids))
    assert [house.job(each)["status"] for each in ids] == ["succeeded"] * 5 + ["failed"]


def test_connections_that_died_while_they_lay_idle_are_not_noticed(house: House) -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    cut = f"SELECT pg_terminate_backend(pid) {others}"
    store, run = house.worker.store, house.worker.loop.run
    store.put(("a",), "k", {"n": 1})
    run(store.aput(("a",), "k", {"n": 2}))
    house.db.execute(cut)
    found = store.get(("a",), "k")
    house.db.execute(cut)
    again = run(store.aget(("a",), "k"))
    assert found is not None and again is not None and found.value == again.value == {"n": 2}


def test_projects_that_share_a_database_share_no_namespaces(database_url: str) -> None:
    expected = [
        [["a"], ["a", "b"], ["a", "b", "c"], ["ab"]],
        [["a"], ["a", "b"], ["a", "b", "c"]],
        [["a", "b"]],
        [["a"], ["ab"]],
        [["a"], ["a", "b"], ["a", "b", "c"]],
        [["a", "b", "c"]],
        None,
    ]
    for more in ({"queue": "a"}, {"queue": "a.b"}, {"queue": "c", "given_name": "ab"}):
        with House.open(_settings(database_url, **more)) as house:
            project = house.worker.claimant.project
            assert house.run("around", {"found": []}, project=project)["result"]["found"] == expected
            names = house.db.execute("SELECT DISTINCT split_part(prefix, '.', 1) AS name FROM adjourn.store").fetchall()
    assert {row["name"] for row in names} == {"a", "a~2eb", "ab"}


def test_what_has_expired_is_not_seen_and_then_swept(house: House) -> None:
    house.run("brief", {"key": "k", "found": []})
    assert house.run("there", {"key": "k", "found": []})["result"]["found"] == [True]
    house.db.execute("UPDATE adjourn.store SET expires_at = now() - interval '1 s' WHERE expires_at IS NOT NULL")
    assert house.run("there", {"key": "k", "found": []})["result"]["found"] == [False]
    with house.worker.engine.connect() as connection:
        assert tables.sweep(connection) is False
    assert house.db.execute("SELECT prefix FROM adjourn.store").fetchall() == [{"prefix": "adjourn.lasting"}]


def test_the_scheduler_sweeps(fleet: Fleet) -> None:
    fleet.rows("INSERT INTO adjourn.store (prefix, key, value, expires_at) VALUES ('p', 'k', '{}', now())")
    fleet.scheduler()
    until(lambda: fleet.rows("SELECT FROM adjourn.store") == [], "it is swept")


# --- what langgraph.json says of it


def _project(folder: Path, store: Any) -> Path:
    shutil.copy(STORES / "stores.py", folder / "stores.py")
    (folder / "embed.py").write_text(
        "def embed(texts):\n    return [[float(len(text)), 1.0, 9.0 * text.count('o')] for text in texts]\n"
    )
    (folder / "searching.py").write_text(
        """
from langgraph.config import get_store
from langgraph.graph import START, StateGraph

def put_and_search(state, *, store):
    for text in ("foo", "a long text without it", "moo"):
        store.put(("texts",), text, {"text": text})
    return {"best": [item.key for item in store.search(("texts",), query="coo", limit=2)]}

async def search(state):
    return {"again": [item.key for item in await get_store().asearch(("texts",), query="coo", limit=2)]}

graph = StateGraph(dict).add_node(put_and_search).add_node(search).add_edge(START, "put_and_search")
graph = graph.add_edge("put_and_search", "search").compile()
"""
    )
    (folder / "langgraph.json").write_text(
        json.dumps({"graphs": {"searching": "./searching.py:graph", "brief": "./stores.py:brief"}, "store": store})
    )
    return folder


INDEX = {"dims": 3, "embed": "./embed.py:embed", "fields": ["text"]}


@pytest.fixture
def empty_url(postgres_url: str) -> Iterator[str]:
    """A database in which there is nothing yet."""
    name = "adjourn_test_store"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.parametrize("schema", [None, "our things"])
def test_its_search_index_finds_what_is_alike(empty_url: str, tmp_path: Path, schema: str | None) -> None:
    if schema:
        with psycopg.connect(empty_url, autocommit=True) as db:
            db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
            db.execute(sql.SQL("CREATE EXTENSION vector SCHEMA {}").format(sql.Identifier(schema)))
    settings = _settings(empty_url, project=_project(tmp_path, {"index": INDEX}))
    migrate(settings, dims=3)
    migrate(settings)
    with House.open(settings) as house:
        job = house.run("searching", {})
        assert job["status"] == "succeeded", job["error"]
        assert sorted(job["result"]["again"]) == ["foo", "moo"]
        assert house.db.execute("SELECT count(*) AS n FROM adjourn.store_vectors").fetchone() == {"n": 3}


def test_an_index_that_was_not_made_or_has_other_dimensions_is_refused(empty_url: str, tmp_path: Path) -> None:
    settings = _settings(empty_url, project=_project(tmp_path, {"index": INDEX}))
    migrate(settings)
    with pytest.raises(AdjournError, match="index has not been made: run `adjourn migrate`"):
        tables_of(settings, 3)
    migrate(settings, dims=3)
    with pytest.raises(AdjournError, match=r"indexed by .*vector\(3\), langgraph.json says dims: 4; to index it anew"):
        migrate(settings, dims=4)
    tables_of(settings, 3)
    with pytest.raises(AdjournError, match=r"indexed by .*vector\(3\), langgraph.json says dims: 2500"):
        tables_of(settings, 2500)


def tables_of(settings: Settings, dims: int) -> None:
    with psycopg.connect(settings.database_url, row_factory=psycopg.rows.dict_row) as connection:
        tables.require_index(connection, dims)


def test_items_live_as_long_as_its_ttl_says(database_url: str, tmp_path: Path) -> None:
    with House.open(_settings(database_url, project=_project(tmp_path, {"ttl": {"default_ttl": 90}}))) as house:
        house.run("brief", {"key": "k", "found": []})
        rows = house.db.execute("SELECT prefix, ttl_minutes FROM adjourn.store").fetchall()
    assert {row["prefix"]: row["ttl_minutes"] for row in rows} == {"adjourn.brief": 5, "adjourn.lasting": 90}


@pytest.mark.parametrize(
    ("store", "why"),
    [
        ({"path": "./store.py:make"}, "store may hold index and ttl, and nothing else"),
        ({"index": {**INDEX, "distance_type": "l2"}}, "embed, dims and fields, and nothing else"),
        ({"index": {**INDEX, "dims": 5000}}, "dims is no number from 1 to 4000"),
        ({"index": {**INDEX, "embed": 5}}, 'neither "provider:model" nor "./file.py:function"'),
        ({"index": {**INDEX, "embed": "./embed.py:nothing"}}, "cannot be loaded: AttributeError"),
        ({"index": {**INDEX, "embed": "nobody:knows"}}, "cannot be loaded: "),
        ({"index": {**INDEX, "fields": "text"}}, "fields is no list"),
        ({"ttl": {"default_ttl": "1 h"}}, "default_ttl is no number of minutes"),
        ({"ttl": {"refresh_on_read": 1}}, "neither true nor false"),
    ],
)
def test_what_is_wrong_with_it_is_said_in_one_line(tmp_path: Path, store: Any, why: str) -> None:
    with pytest.raises(BadInput) as error:
        Project.load(_project(tmp_path, store))
    assert why in str(error.value) and "\n" not in str(error.value)
