"""A fleet with the graphs of tests/projects/survival, which wait for a gate and leave their effects in a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.fleet import Fleet

SURVIVAL = Path(__file__).parents[1] / "projects" / "survival"


@dataclass(slots=True)
class Camp:
    """A fleet, and what its graphs wait for and leave behind."""

    fleet: Fleet
    gate: Path
    effects: Path

    def begun(self) -> list[dict[str, Any]]:
        """The nodes that have begun, in whichever process: who, node, pid."""
        lines = self.effects.read_text().splitlines() if self.effects.exists() else []
        return [json.loads(line) for line in lines]

    def counts(self) -> Counter[str]:
        return Counter(each["node"] for each in self.begun())

    def enqueue_many(self, graph: str, count: int) -> None:
        """In one statement; each job knows who it is."""
        query = """SELECT adjourn.enqueue(%s, json_build_object('who', 'number ' || n), key => 'number ' || n)
            FROM generate_series(1, %s) n"""
        self.fleet.rows(query, graph, count)


def camp_of(fleet: Fleet, folder: Path) -> Camp:
    camp = Camp(fleet, folder / "gate", folder / "effects")
    fleet.env |= {"GATE": str(camp.gate), "EFFECTS": str(camp.effects)}
    return camp
