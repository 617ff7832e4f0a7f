"""Two who act on one job at the same moment, stepped through every order in which their statements can meet."""

from __future__ import annotations

import itertools

import pytest

from tests.support import savers
from tests.support.merges import Merge
from tests.support.sound import answers_of, assert_sound, assert_went_well, carry_to_the_end
from tests.support.stepped import RECORDS, SAVES, Stage, answers, cancels, lets_the_lease_run_out, retries
from tests.support.trouble import world

# --- workers


def test_a_worker_that_is_taken_for_dead_and_its_heir(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()

        def heir() -> None:
            stage.person(lets_the_lease_run_out(job_id))()
            stage.worker(job_id)()

        merge.actor("worker", stage.worker(job_id), {*SAVES, *RECORDS})
        merge.actor("heir", heir, {"lease runs out", "claim", "claimed", "save"})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 20


def test_a_worker_that_goes_on_after_its_lease_ran_out_and_the_sweep_that_finds_it(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()
        merge.actor("worker", stage.worker(job_id), {*SAVES, *RECORDS})
        stage.house.expire_lease(job_id)
        merge.actor("sweep", stage.sweep(), {"sweep", "claim"})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 10


def test_a_late_renewal_and_a_claim_of_the_lease_that_ran_out(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()
        savers.claim(stage.house, job_id)
        stage.house.expire_lease(job_id)
        merge.actor("renewal", stage.renewal(job_id))
        merge.actor("heir", stage.worker(job_id), {"claim", "claimed", "save"})
        merge.play()
        renewed = ("renewal", "renews", job_id) in merge.journal
        assert renewed is not (("heir", "claimed", job_id) in merge.journal)
        if renewed:
            stage.house.expire_lease(job_id)
            stage.house.advance(job_id)
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 5


@pytest.mark.parametrize("lease", ["holds", "has run out"])
def test_a_doubled_message_and_the_record_of_a_new_question(stage: Stage, lease: str) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()
        merge.actor("worker", stage.worker(job_id), set(RECORDS))
        if lease == "has run out":
            stage.house.expire_lease(job_id)
        merge.actor("message", stage.worker(job_id), {"claim", "record"})
        merge.actor("same message", stage.worker(job_id), {"claim"})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert [row["title"] for row in stage.house.requests(job_id)] == ["go on?", "again?"]
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 10


# --- people


def test_two_who_answer_the_last_two_questions(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id, [left, right] = stage.asking("parallel")
        merge.actor("Ada", stage.person(answers(left, "Ada's")))
        merge.actor("Ben", stage.person(answers(right, "Ben's")))
        merge.actor("worker", stage.worker(job_id), {"claim"})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)
        assert answers_of(stage.house, job_id) == {"left?": "Ada's", "right?": "Ben's"}

    assert stage.every_merge(scene) > 20


@pytest.mark.parametrize("bens", ["the same", "another"])
def test_two_who_answer_the_same_question(stage: Stage, bens: str) -> None:
    def scene(merge: Merge) -> None:
        job_id, [request] = stage.asking()
        merge.actor("Ada", stage.person(answers(request, "the same")))
        merge.actor("Ben", stage.person(answers(request, bens)))
        merge.actor("worker", stage.worker(job_id), {"claim"})
        merge.play()
        assert_sound(stage, merge, job_id)
        accepted = [did for _, did, to in merge.journal if to == str(request)]
        assert len(accepted) == (2 if bens == "the same" else 1)
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 15


@pytest.mark.parametrize("graph", ["two_nodes", "parallel"])
def test_one_who_answers_and_one_who_cancels(stage: Stage, graph: str) -> None:
    def scene(merge: Merge) -> None:
        job_id, requests = stage.asking(graph)
        merge.actor("Ada", stage.person(*(answers(request, f"to {request}") for request in requests)))
        merge.actor("operator", stage.person(cancels(job_id)))
        merge.play()
        assert_sound(stage, merge, job_id)
        assert stage.house.job(job_id)["status"] == "cancelled"
        assert {row["status"] for row in stage.house.requests(job_id)} == {"withdrawn"}

    assert stage.every_merge(scene) > 3


def test_one_who_answers_and_a_worker_that_records_that_the_question_is_open(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id, [request] = stage.asking()
        stage.is_overdue(job_id)
        stage.has_more_time(job_id)
        merge.actor("Ada", stage.person(answers(request, "Ada's")))
        merge.actor("worker", stage.worker(job_id), {"claim", "claimed", *RECORDS})
        merge.play()
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)
        assert answers_of(stage.house, job_id)["go on?"] == "Ada's"

    assert stage.every_merge(scene) > 10


def test_one_who_corrects_an_answer_and_the_worker_that_refuses_it(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        question = ["n?", {"type": "string", "pattern": "^.{0,9}$"}]
        job_id = str(stage.house.run("shaped", {"log": question})["id"])
        [row] = stage.house.requests(job_id)
        stage.house.answer(row["id"], "far too long")
        merge.actor("Ada", stage.person(answers(row["id"], "short")))
        merge.actor("worker", stage.worker(job_id), {"claim", "claimed", *RECORDS})
        merge.play()
        assert_sound(stage, merge, job_id)
        job = carry_to_the_end(stage.house, job_id)
        assert job["result"]["log"] == [*question, answers_of(stage.house, job_id)["n?"]]

    assert stage.every_merge(scene) > 3


# --- operators, the scheduler, other systems


@pytest.mark.parametrize("graph", ["two_nodes", "parallel"])
def test_one_who_cancels_and_a_worker(stage: Stage, graph: str) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered(graph)
        merge.actor("operator", stage.person(cancels(job_id)))
        merge.actor("worker", stage.worker(job_id), {"claim", "claimed", *SAVES, *RECORDS})
        merge.play()
        assert_sound(stage, merge, job_id)
        if ("operator", "cancels", job_id) in merge.journal:
            assert stage.house.job(job_id)["status"] == "cancelled"
            assert {row["status"] for row in stage.house.requests(job_id)} <= {"resumed", "withdrawn"}
        else:
            assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 5


def test_one_who_retries_a_job_and_a_worker_that_claims_the_next_of_its_thread(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        world().plan("ask", ValueError("no"))
        first = stage.house.enqueue("acts", {"log": []})
        assert stage.house.advance(first)["status"] == "failed"
        second = stage.house.enqueue("acts", {"log": []}, thread_id=first)
        merge.actor("operator", stage.person(retries(first)))
        merge.actor("worker", stage.worker(second), {"claim", "claimed", "record"})
        merge.actor("message", stage.worker(first), {"claim"})
        merge.play()
        assert_sound(stage, merge, first, second)
        done, log = carry_to_the_end(stage.house, first), ["begin"]
        if ("operator", "retries", first) in merge.journal:
            log += [answers_of(stage.house, first)["act?"], "end"]
            assert (done["status"], done["result"]) == ("succeeded", {"log": log})
        else:
            assert done["status"] == "failed"
        done = carry_to_the_end(stage.house, second)
        log += ["begin", answers_of(stage.house, second)["act?"], "end"]
        assert (done["status"], done["result"]) == ("succeeded", {"log": log})

    assert stage.every_merge(scene) > 25


def test_a_sweep_that_ends_an_overdue_job_and_a_worker_that_claims_it(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()
        stage.is_overdue(job_id)
        merge.actor("sweep", stage.sweep(), {"fails", "commit", "sweep", "claim"})
        merge.actor("worker", stage.worker(job_id), {"claim", "claimed", "record"})
        merge.play()
        assert_sound(stage, merge, job_id)
        job = stage.house.job(job_id)
        assert (job["status"], job["error"]["type"]) == ("failed", "DeadlinePassed")
        assert [row["status"] for row in stage.house.requests(job_id)] == ["withdrawn"]

    assert stage.every_merge(scene) > 15


def test_two_who_submit_the_same_request(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        key = f"order {next(orders)}"
        enqueue = "SELECT adjourn.enqueue('two_nodes', '{\"log\": []}', thread_id => %s, key => %s)"
        for name in ("shop", "shop again"):
            merge.actor(name, stage.person(("submits", enqueue, (key, key))))
        merge.play()
        assert len(merge.journal) == 2, "one was refused"
        [row] = stage.house.db.execute("SELECT id::text FROM adjourn.jobs WHERE key = %s", (key,)).fetchall()
        assert_sound(stage, merge, row["id"])
        assert_went_well(stage.house, row["id"])

    orders = itertools.count()
    assert stage.every_merge(scene) > 3
