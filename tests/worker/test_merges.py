"""What the interleavings stand on: every merge is played, a lock is waited for, a deadlock is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.support.merges import Merge, acting, every_merge


@pytest.fixture
def db(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    db.execute("CREATE TABLE things (id int PRIMARY KEY, by text); INSERT INTO things VALUES (1), (2)")
    return db


def takes(url: str, *things: int) -> Callable[[], None]:
    """One transaction that writes these rows in this order."""

    def act() -> None:
        actor = acting.get()
        assert actor
        with psycopg.connect(url) as connection:
            for thing in things:
                actor.reach(f"{thing}")
                connection.execute(
                    "UPDATE things SET by = coalesce(by || ' ', '') || %s WHERE id = %s", (actor.name, thing)
                )
            actor.reach("commit")

    return act


def played(db: psycopg.Connection[Any], scripts: dict[str, Callable[[], None]]) -> list[str]:
    merges: list[str] = []

    def scene(merge: Merge) -> None:
        for name, script in scripts.items():
            merge.actor(name, script)
        merge.play()
        merges.append(str(merge))

    assert every_merge(db, scene) == len(merges)
    return merges


def test_every_merge_is_played_once(db: psycopg.Connection[Any], database_url: str) -> None:
    merges = played(db, {"A": takes(database_url, 1), "B": takes(database_url, 2), "C": takes(database_url)})
    assert len(merges) == len(set(merges)) == 30, "5! / (2! 2! 1!)"


def test_who_meets_a_lock_waits_while_the_other_goes_on(db: psycopg.Connection[Any], database_url: str) -> None:
    merges = played(db, {"A": takes(database_url, 1), "B": takes(database_url, 1)})
    assert sorted(merges) == [
        "A: 1 → A: commit → B: 1 → B: commit",
        "A: 1 → B: 1 → A: commit → B: commit",
        "B: 1 → A: 1 → B: commit → A: commit",
        "B: 1 → B: commit → A: 1 → A: commit",
    ]


def test_two_who_wait_for_each_other_are_found(db: psycopg.Connection[Any], database_url: str) -> None:
    with pytest.raises(AssertionError, match=r"a deadlock of \['A', 'B'\]"):
        played(db, {"A": takes(database_url, 1, 2), "B": takes(database_url, 2, 1)})


def test_what_goes_wrong_with_an_actor_is_raised_and_says_in_which_merge(db: psycopg.Connection[Any]) -> None:
    def fails() -> None:
        actor = acting.get()
        assert actor
        actor.reach("fall")
        raise ValueError("fell")

    with pytest.raises(ValueError, match="fell") as error:
        played(db, {"A": fails})
    assert "merge 1: A: fall" in error.value.__notes__
