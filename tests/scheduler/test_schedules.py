"""However many schedulers run, and whenever they die, there is one job for each time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from adjourn.models import schedules
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.schedules import Plan

from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.offers import offer
from tests.support.waiting import until

_BERLIN, _BEGAN = ZoneInfo("Europe/Berlin"), datetime(2026, 3, 1, tzinfo=UTC)


def due(ended: datetime) -> list[datetime]:
    """Half past two, five, eight and so on by the clock on the wall in Berlin, where half past two was not on 29 March
    (so it was at three), and twice on 25 October (so once)."""
    walked = [_BEGAN + n * timedelta(minutes=30) for n in range(int((ended - _BEGAN) / timedelta(minutes=30)) + 1)]
    hands = {at: at.astimezone(_BERLIN) for at in walked}
    is_due = [at for at, hand in hands.items() if hand.minute == 30 and hand.hour % 3 == 2 and not hand.fold]
    return sorted([*is_due, datetime(2026, 3, 29, 1, tzinfo=UTC)])


def test_across_both_changes_of_the_clock_two_schedulers_are_killed_and_each_time_has_its_job(
    house: House, fleet: Fleet
) -> None:
    offer(house.db, "steps", queue=fleet.queue)
    engine = database.engine(Settings(database_url=fleet.database_url))
    with engine.connect() as connection:
        plan = Plan("often", "steps", "30 2-23/3 * * *", zone="Europe/Berlin", missed="each", since=_BEGAN)
        schedules.add(connection, plan)
    engine.dispose()
    wanted = due(datetime.now(UTC))
    chance = random.Random(7)
    running = [fleet.scheduler(), fleet.scheduler()]
    for aim in sorted(chance.sample(range(1, len(wanted)), 4)):
        until(lambda n=aim: len(made(house)) >= n, f"{aim} jobs are there", seconds=60)  # type: ignore[misc]
        fleet.kill(running.pop(0))
        running.append(fleet.scheduler())
    until(lambda: len(made(house)) >= len(wanted), "all jobs are there", seconds=60)
    fleet.stop()
    assert made(house)[: len(wanted)] == wanted


def made(house: House) -> list[datetime]:
    return [row["run_at"] for row in house.db.execute("SELECT run_at FROM adjourn.jobs ORDER BY run_at").fetchall()]
