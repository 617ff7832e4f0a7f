"""Sets of a batch are added two at a time, and by two who submit it at once, as if it were one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.admin.test_command_batch import line, names, refused, submitted
from tests.support.command import Command
from tests.support.house import House

#: Of a few sets.
LINES = 4000
SLOW = """
CREATE FUNCTION adjourn.takes_its_time() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END';
CREATE TRIGGER takes_its_time BEFORE INSERT ON adjourn.jobs FOR EACH ROW
  WHEN (NEW.key LIKE '%/slow') EXECUTE FUNCTION adjourn.takes_its_time()"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


def test_the_first_line_of_a_name_counts_though_its_set_takes_longer(
    house: House, adjourn: Command, file: Path
) -> None:
    house.db.execute(SLOW)
    rest = [f"c{n}" for n in range(LINES)]
    given = ["slow", "twice", *rest[:600], "twice", *rest[600:]]
    file.write_text("".join(f"{line(name, n)}\n" for n, name in enumerate(given)))
    batch = submitted(adjourn, file)
    assert refused(file) == [(603, "its custom_id is that of line 2")]
    assert names(house, batch) == ["slow", "twice", *rest]
    [row] = house.db.execute("SELECT input FROM adjourn.jobs WHERE key LIKE '%/twice'").fetchall()
    assert row["input"] == 1


def test_who_submit_one_batch_at_the_same_time_wait_for_each_other(
    house: House, adjourn: Command, tmp_path: Path
) -> None:
    """Also if their files have its lines in opposite order: no deadlock, and each name once."""
    given = [f"c{n}" for n in range(LINES)]
    files = [tmp_path / "there.jsonl", tmp_path / "back.jsonl"]
    for file, order in zip(files, (given, given[::-1]), strict=True):
        file.write_text("".join(f"{line(name)}\n" for name in order))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda file: adjourn("batch", "submit", "steps", str(file), "--id", "one"), files * 2))
    assert {each.err.partition(" bad lines")[0] for each in done} <= {"", *map(str, range(LINES + 1))}, done
    [[batch]] = {tuple(each.out.splitlines()[:1]) for each in done}
    assert sorted(names(house, batch)) == sorted(given)
    assert sum(int(each.out.splitlines()[1].split()[0]) for each in done) == LINES
    [row] = house.db.execute("SELECT count(*) AS n FROM adjourn.threads").fetchall()
    assert row["n"] == LINES
