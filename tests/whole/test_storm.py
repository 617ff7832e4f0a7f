"""A short storm over a small fleet; `make chaos` has a long one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.chaos.storm import EVERYTHING, FORECASTS, blow


def test_a_storm_over_a_fleet_loses_nothing_and_does_nothing_twice(folder: Path) -> None:
    place = folder / "storm"
    place.mkdir(mode=0o755)
    dense = replace(FORECASTS["everything"], winds=((EVERYTHING, 0.1, 0.6),), at_once=150)
    assert blow(place, dense, seed=7, seconds=15) == []
