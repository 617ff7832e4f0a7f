"""A short storm over a small fleet; `make chaos` has a long one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.chaos import beside
from tests.chaos.forecasts import EVERYTHING, FORECASTS
from tests.chaos.pinned import PROJECTS
from tests.chaos.storm import blow


def test_every_shape_is_in_both_versions_that_are_deployed_in_turn() -> None:
    """Or its jobs wait, with nobody to run them, until the other version comes back."""
    one, other = (json.loads((Path(project) / "langgraph.json").read_text())["graphs"] for project in PROJECTS)
    assert one.keys() == other.keys()
    assert set(beside.GRAPHS) < one.keys(), "the project beside has graphs of these names"


def test_a_storm_over_a_fleet_loses_nothing_and_does_nothing_twice(folder: Path) -> None:
    place = folder / "storm"
    place.mkdir(mode=0o755)
    dense = replace(FORECASTS["everything"], winds=((EVERYTHING, 0.1, 0.6),), at_once=150)
    assert blow(place, dense, seed=7, seconds=15) == []
