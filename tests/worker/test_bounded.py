"""Whoever adds a statement says how long it waits for others' locks."""

from __future__ import annotations

import re
from pathlib import Path

import adjourn.models
import adjourn.scheduler
import adjourn.worker
from adjourn.models.ground import bounds


def test_every_module_with_sql_has_its_statements_in_the_table() -> None:
    found = set()
    for package in (adjourn.models, adjourn.worker, adjourn.scheduler):
        root = Path(package.__path__[0])
        for file in root.rglob("*.py"):
            module = ".".join((root.name, *file.relative_to(root).with_suffix("").parts))
            sql = re.search(r"(SELECT|UPDATE|INSERT|DELETE|FROM|JOIN|INTO)\s+(FROM\s+)?adjourn\.", file.read_text())
            if sql and "migrations" not in module:
                found.add(module)
    assert found <= {bound.where for bound in bounds.BOUNDS.values()} | set(bounds.OTHERS)
