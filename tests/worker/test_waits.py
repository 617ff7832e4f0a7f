"""Waiting is waiting for somebody: an answer may come at any moment of a pause, and what asks nobody ends."""

from __future__ import annotations

import psycopg
import pytest

from tests.models.test_rows import START
from tests.support.house import House
from tests.support.merges import Merge
from tests.support.sound import assert_sound, carry_to_the_end
from tests.support.stepped import RECORDS, Stage, answers


def test_an_answer_at_any_moment_of_a_pause_that_is_recorded_again_is_used(stage: Stage) -> None:
    """A worker that found the question open, and records the pause when it has just been answered."""

    def scene(merge: Merge) -> None:
        job_id, [request] = stage.asking("line")
        stage.house.db.execute(START, {"id": job_id})
        stage.house.expire_lease(job_id)
        merge.actor("Ada", stage.person(answers(request, "yes")))
        merge.actor("worker", stage.worker(job_id), {"claim", "claimed", *RECORDS})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert carry_to_the_end(stage.house, job_id)["result"] == {"log": ["begin", "yes", "end"]}

    assert stage.every_merge(scene) > 3


def test_two_hundred_answers_right_after_the_look_are_all_used(house: House) -> None:
    """Answered in the statement that records the pause: the worker cannot have seen it."""
    house.db.execute("""
        CREATE FUNCTION public.answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          UPDATE adjourn.human_requests SET comment = 'yes' WHERE job_id = NEW.id AND status = 'open';
          RETURN NULL;
        END $$;
        CREATE TRIGGER a_answer AFTER UPDATE ON adjourn.jobs FOR EACH ROW
          WHEN (NEW.status = 'waiting' AND OLD.status = 'running') EXECUTE FUNCTION public.answer()""")
    jobs = [house.enqueue("line", {"log": []}) for _ in range(200)]
    house.advance_due()
    assert {str(house.job(job)["result"]) for job in jobs} == {"{'log': ['begin', {'data': 'yes'}, 'end']}"}


def test_the_third_pause_for_the_same_answer_is_refused(house: House) -> None:
    job = house.run("line", {"log": []})
    house.answer_all(job["id"], "yes")
    for _ in range(2):
        house.db.execute(START, {"id": job["id"]})
        house.db.execute("UPDATE adjourn.jobs SET status = 'waiting' WHERE id = %s", (job["id"],))
    house.db.execute(START, {"id": job["id"]})
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="would wait for nobody") as error:
        house.db.execute("UPDATE adjourn.jobs SET status = 'waiting' WHERE id = %s", (job["id"],))
    assert error.value.diag.constraint_name == "waiting_is_for_somebody"
