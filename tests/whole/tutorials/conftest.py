"""The tutorials' graphs in real processes: enqueued, killed in between, and looked at with LangGraph's own saver."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from adjourn.admin.scripted_model import ScriptedModel
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.types import StateSnapshot
from psycopg import Connection
from psycopg.rows import dict_row

from tests.conftest import EXAMPLES, PROJECTS
from tests.support.database import new_database
from tests.support.fleet import Fleet, Row, name_of

COUNTED = PROJECTS / "counted"


@dataclass(slots=True)
class Tutorial:
    fleet: Fleet
    effects: Path
    worker: subprocess.Popen[bytes]

    def pause(self, graph: str, input: Any, **options: Any) -> Row:
        """The job, enqueued, and waiting for a person."""
        return self.fleet.wait(self.fleet.enqueue(graph, input, **options), "waiting")

    def ask_another_worker(self) -> None:
        """The process that asked dies, and knows no more about it."""
        self.fleet.kill(self.worker)
        self.worker = self.fleet.worker(COUNTED)

    def finish(self, job: Row) -> Row:
        """The job's row at its end, which another process brought about than its beginning."""
        row = self.fleet.wait(job["id"])
        first, last = self.fleet.workers_of(job["id"])
        assert first != last == name_of(self.worker)
        return row

    def counts(self, became: str) -> Counter[str]:
        """How often each task and tool has begun, or ended, in whichever process."""
        lines = self.effects.read_text().splitlines() if self.effects.exists() else []
        return Counter(line["name"] for line in map(json.loads, lines) if line["became"] == became)

    def state(self, job: Row, graph: Any) -> StateSnapshot:
        """The thread as LangGraph's own saver and graph see it, without any code of ours."""
        with self.saver() as saver:
            return graph.copy(update={"checkpointer": saver}).get_state(self.thread(job))  # type: ignore[no-any-return]

    def saver(self) -> Any:
        return _stock_saver(self.fleet.database_url)

    def thread(self, job: Row) -> Any:
        return {"configurable": {"thread_id": job["thread_id"]}}


class _stock_saver:
    def __init__(self, url: str) -> None:
        self.connection = Connection.connect(
            url, autocommit=True, row_factory=dict_row, prepare_threshold=0, options="-c search_path=adjourn"
        )

    def __enter__(self) -> PostgresSaver:
        return PostgresSaver(self.connection)

    def __exit__(self, *_: object) -> None:
        self.connection.close()


@pytest.fixture(scope="module")
def fleet(
    postgres_url: str, template: str, broker_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    logs = tmp_path_factory.mktemp("tutorials")
    with (
        ScriptedModel(0) as model,
        new_database(postgres_url, template) as url,
        Fleet(url, broker_url, url.rpartition("/")[2], logs) as fleet,
    ):
        threading.Thread(target=model.serve_forever, daemon=True).start()
        fleet.env |= {"OPENAI_BASE_URL": model.base_url, "OPENAI_API_KEY": "anything", "EFFECTS": str(logs / "effects")}
        fleet.worker(COUNTED)
        fleet.scheduler()
        yield fleet
        model.shutdown()


@pytest.fixture
def tutorial(fleet: Fleet) -> Tutorial:
    effects = Path(fleet.env["EFFECTS"])
    effects.unlink(missing_ok=True)
    worker = next((p for p in fleet.processes if "adjourn.worker" in p.args), None) or fleet.worker(COUNTED)
    return Tutorial(fleet, effects, worker)


@pytest.fixture(scope="module", autouse=True)
def examples() -> Iterator[None]:
    """The examples can be imported, as their author would import them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield
