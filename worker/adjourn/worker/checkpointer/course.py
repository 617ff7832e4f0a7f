"""Which checkpoints of a run need no statement of their own: others follow them at once, or its end does."""

from __future__ import annotations

from collections.abc import Set

from adjourn.worker.checkpointer.put import Place
from langgraph.checkpoint.base import Checkpoint, CheckpointMetadata


class Course:
    """Of a run on a leased thread, or of none."""

    def __init__(self, thread_id: str | None) -> None:
        #: Namespaces in which this run has made a checkpoint after its input.
        self.progressed: set[str] = set()
        #: No code of the graph runs between its input and its first nodes.
        self.starts_plainly = False
        #: The channels that start nodes of the graph: a checkpoint that has changed none of them is the run's last.
        self.starters: Set[str] | None = None
        self._thread_id = thread_id
        self._input: Place | None = None

    def goes_on(self, place: Place, metadata: CheckpointMetadata) -> bool:
        """Whether it is that of an input, which the first step takes in before any node runs."""
        is_input = metadata.get("source") == "input"
        if is_input and self._is_root(place):
            self._input = place
        elif metadata.get("source") == "loop":
            self.progressed.add(place[1])
        return is_input and self._thread_id is not None

    def is_start(self, parent: tuple[str, str, str | None]) -> bool:
        """Whether what follows `parent` takes the input in, and no node has run yet nor any other code."""
        return self.starts_plainly and parent == self._input

    def is_last(self, place: Place, checkpoint: Checkpoint) -> bool:
        if self.starters is None or not self._is_root(place):
            return False
        changed = checkpoint.get("updated_channels")
        return bool(changed) and self.starters.isdisjoint(changed or ())

    def _is_root(self, place: Place) -> bool:
        return place[:2] == (self._thread_id, "")
