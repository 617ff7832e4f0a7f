"""`make chaos`: python -m tests.chaos [--runs N] [--only NAME] [--kills N] [--seed N] [--yards N] [--bugs] [--bug NAME]

Runs each shape of graph with each thing going wrong at each hit of each point, and likewise all others who talk to the
database, in an order that the seed gives: all of it, the first N, or what strikes one shape or door; then kills workers
at any moment until there were N kills. `--bugs` does the first to versions of the product with a bug each, until it is
found, `--bug NAME` to one.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import chain, takewhile
from pathlib import Path

import psycopg
from adjourn.admin.servers import postgres, valkey
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from rich.console import Console
from rich.progress import Progress

from tests.chaos.bugs import BEHIND, BUGS
from tests.chaos.cases import SHAPES, Case, cases, moments
from tests.chaos.doors import DOORS
from tests.chaos.forecasts import FORECASTS
from tests.chaos.storm import blow
from tests.chaos.yard import SERVER, Yard

#: The seed and the seconds of storms in which the product itself does nothing wrong (`tests.chaos.storm bystanders`).
STORM = 7, 40
#: Runs of a yard after which it says how far it is.
_OFTEN = 1000

console = Console()


def database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    made = f"{url.rpartition('/')[0]}/{name}"
    migrate(Settings(database_url=made))
    return made


def prove(
    url: str, broker_url: str, folder: Path, chosen: list[Case], seed: int, kills: int, yards: int, is_all: bool
) -> int:
    """The chosen cases, then kills at any moment until there are so many, or until Ctrl-C. Prints what is wrong as it
    comes; returns how much that is, with too few jobs that finished and, if none were left out, too few hits."""
    over = threading.Event()
    sown = [
        Yard(database(url, f"yard{number}"), folder / f"yard{number}.log", broker_url=f"{broker_url[:-1]}{number}")
        for number in range(yards)
    ]

    def killed() -> int:
        return sum(yard.killed for yard in sown)

    with Progress(console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("runs", total=len(chosen))

        def run(number: int) -> tuple[int, Counter[str]]:
            count = 0
            more = takewhile(lambda _: killed() < kills, moments(f"{seed} {number}"))
            with sown[number] as yard:
                cases = takewhile(lambda _: not over.is_set(), chain(chosen[number::yards], more))
                for done, case in enumerate(cases, 1):
                    count += _tell(yard.run(case))
                    progress.advance(bar)
                    if done % _OFTEN == 0:
                        _say(f"yard {number}: {done} runs, {count} violations; {killed()} processes killed")
                return count + _tell(yard.violations()), yard.jobs()

        with ThreadPoolExecutor(yards) as pool:
            runs = [pool.submit(run, number) for number in range(yards)]
            try:
                wait(runs)
            except KeyboardInterrupt:
                over.set()
            results = [each.result() for each in runs]
    wrong, jobs = sum(count for count, _ in results), sum((of_yard for _, of_yard in results), Counter[str]())
    hits = sum((Counter(yard.hits) for yard in sown), Counter[str]())
    struck, finished = sum(yard.struck for yard in sown), 100 * jobs["finished"] / jobs["all"]
    seldom = [instant for instant in dict.fromkeys(case.instant for case in chosen) if hits[instant] < 20]
    _say(f"{struck} runs struck, {killed()} processes killed; {finished:.2f} % of {jobs['all']} jobs finished")
    _say(f"points hit less than 20 times: {', '.join(seldom) or 'none'}")
    bound = f": at 95 %, less than {300 / max(struck, 1):.3f} % of strikes do harm"
    _say(f"{wrong} violations{'' if wrong else bound}")
    return wrong + (finished < 99) + bool(seldom and is_all)


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _tell(wrong: list[str]) -> int:
    for line in wrong:
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    return len(wrong)


def find_bugs(bugs: list[str], url: str, broker_url: str, folder: Path, chosen: list[Case], most: int) -> int:
    """Prints after how many strikes each bug was found; returns how many were not."""
    missed = sum(not _found_by_storm(bug, folder) for bug in bugs if BEHIND.get(bug) in FORECASTS)
    if not (bugs := [bug for bug in bugs if BEHIND.get(bug) not in FORECASTS]):
        return missed
    with Yard(database(url, "sound"), folder / "sound.log") as yard:
        reference = yard.reference
    for bug in bugs:
        with Yard(database(url, bug), folder / f"{bug}.log", bug, broker_url, reference) as yard:
            near = [case for case in chosen if BEHIND.get(bug) in (case.door, case.shape)]
            found = next(_found(yard, near, most), "")
            _say(f"{bug}: {f'found after {yard.struck} strikes' if found else 'NOT FOUND'}")
        console.print(f"  {found[:300]}", style="dim", markup=False, highlight=False, soft_wrap=True)
        missed += not found
    return missed


def _found_by_storm(bug: str, folder: Path) -> bool:
    place = folder / bug
    place.mkdir(mode=0o755)
    try:
        found = blow(place, FORECASTS[BEHIND[bug]], *STORM, bug)
    except AssertionError as error:  # what the storm did comes as lines
        _say(f"{bug}: NOT TRIED: the storm could not begin or go on: {error}")
        return False
    _say(f"{bug}: {'found by a storm' if found else 'NOT FOUND'}")
    return bool(found)


def _found(yard: Yard, chosen: list[Case], most: int) -> Iterator[str]:
    for case in chosen:
        if yard.struck >= most:
            return
        yield from yard.run(case) or yard.violations()


def main() -> None:
    parse = argparse.ArgumentParser(prog="python -m tests.chaos")
    parse.add_argument("--runs", type=int)
    parse.add_argument("--only", choices=(*SHAPES, *DOORS), metavar="NAME", help="what strikes this shape or door")
    parse.add_argument("--kills", type=int, default=0, help="at least, with more at any moment")
    parse.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parse.add_argument("--yards", type=int, default=2, help="runs at once")
    parse.add_argument("--bugs", action="store_true")
    parse.add_argument("--bug", action="append", choices=BUGS, metavar="NAME", help="only this one")
    given = parse.parse_args()
    # A shell switches Ctrl-C off for what it starts in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _say(f"seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="adjourn-chaos-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = postgres.start(folder / "postgres", SERVER)
        broker = valkey.start(folder / "valkey")
        try:
            chosen = [case for case in cases(given.seed) if given.only in (None, case.shape)][: given.runs]
            if bugs := given.bug or (list(BUGS) if given.bugs else []):
                sys.exit(find_bugs(bugs, server.url, broker.url, folder, chosen, most=500) > 0)
            sys.exit(
                prove(server.url, broker.url, folder, chosen, given.seed, given.kills, given.yards, not given.runs) > 0
            )
        finally:
            server.stop()
            broker.stop()


if __name__ == "__main__":
    main()
