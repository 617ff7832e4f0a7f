"""What a run has read of its thread, to which nobody else writes."""

from __future__ import annotations

from collections.abc import Iterable

from adjourn.worker.checkpointer import saver_sql
from adjourn.worker.checkpointer.put import place_of
from langchain_core.runnables import RunnableConfig
from psycopg.rows import DictRow


class Known:
    """The latest checkpoint of each level (`checkpoint_ns`) of a leased thread, None where there is none."""

    def __init__(self, thread_id: str | None) -> None:
        self._thread_id = thread_id
        self._rows: dict[str, DictRow | None] = {}

    def __contains__(self, config: RunnableConfig) -> bool:
        thread_id, ns, checkpoint_id = place_of(config)
        if thread_id != self._thread_id or ns not in self._rows:
            return False
        row = self._rows[ns]
        return checkpoint_id is None or (row is not None and row["checkpoint_id"] == checkpoint_id)

    def __getitem__(self, config: RunnableConfig) -> DictRow | None:
        return self._rows[place_of(config)[1]]

    def keep(self, config: RunnableConfig, row: DictRow | None) -> None:
        """What was read there, if it is the latest of the thread."""
        thread_id, ns, checkpoint_id = place_of(config)
        if checkpoint_id is None and thread_id == self._thread_id:
            self._rows[ns] = row

    def keep_all(self, levels: Iterable[str], rows: Iterable[DictRow]) -> None:
        """All that was read of these levels."""
        found = dict.fromkeys(levels) | {row["checkpoint_ns"]: row for row in rows}
        self._rows |= {ns: row for ns, row in found.items() if row is None or not saver_sql.select_sends(row)}

    def forget(self, levels: Iterable[str]) -> None:
        """Something was written there."""
        for ns in levels:
            self._rows.pop(ns, None)
