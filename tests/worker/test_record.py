"""What Postgres says to the outcome of a job: what passes is waited for, what lasts fails the job."""

from __future__ import annotations

import secrets

from adjourn.models import claims, outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.outcomes import Released, Settle

from tests.support.house import House, Row

#: Whatever the driver makes of them.
LASTING = ["22001", "23514", "27000", "38000", "42501", "54000", "54001", "55000", "P0001"]
PASSING = ["08P01", "40001", "40P01", "53100", "53200", "55P03", "57014", "58030"]


def refuse(house: House, table: str, when: str, sqlstate: str, times: int) -> None:
    """Postgres raises `sqlstate` so often. A sequence counts, which no rollback sets back."""
    events = "UPDATE" if table == "jobs" else "INSERT"
    house.db.execute(f"""
        DROP SEQUENCE IF EXISTS public.refusals;
        CREATE SEQUENCE public.refusals;
        CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('public.refusals') <= {times} THEN
            RAISE 'Postgres says no' USING ERRCODE = '{sqlstate}';
          END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER zz_refuse BEFORE {events} ON adjourn.{table} FOR EACH ROW
          WHEN ({when}) EXECUTE FUNCTION public.refuse()""")


def history(house: House, job: Row) -> list[str]:
    return [became for _, _, became in house.events(job["id"])]


def test_an_outcome_that_is_refused_for_good_fails_the_job_at_once(house: House) -> None:
    for sqlstate in LASTING:
        refuse(house, "jobs", "NEW.status = 'succeeded'", sqlstate, 1000)
        job = house.advance(house.enqueue("echo", {"log": []}))
        assert (job["status"], job["attempt"]) == ("failed", 1), sqlstate
        assert job["error"]["message"].startswith("Postgres says no")
        assert history(house, job) == ["queued", "running", "failed"]


def test_an_outcome_is_recorded_when_what_was_in_the_way_has_passed(house: House) -> None:
    for sqlstate in PASSING:
        refuse(house, "jobs", "NEW.status = 'succeeded'", sqlstate, 1)
        job = house.advance(house.enqueue("echo", {"log": []}))
        assert (job["status"], job["attempt"], job["error"]) == ("succeeded", 1, None), sqlstate
        assert history(house, job) == ["queued", "running", "succeeded"]


def test_a_job_whose_failure_is_refused_as_well_is_left_to_its_lease(house: House) -> None:
    refuse(house, "jobs", "OLD.status = 'running'", "54000", 2)
    job = house.advance(house.enqueue("steps", {"log": []}))
    assert job["status"] == "running"
    house.expire_lease(job["id"])
    job = house.advance(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "two", "three"]})


def test_what_is_given_back_counts_no_try_also_if_an_earlier_worker_had_died(house: House) -> None:
    job_id, worker = house.enqueue("echo", {"log": []}), house.worker

    def claim() -> Claimed:
        claimed = worker.loop.run(worker.claims.arun(claims.claim(job_id, worker.claimant, 30)))
        assert claimed is not None
        return claimed

    claim()
    house.expire_lease(job_id)
    worker.loop.run(worker.connections.arun(outcomes.record(claim(), Settle(Released()), Rows())))
    job = claim()
    assert (job.was, job.attempt, job.crashes) == ("queued", 1, 1)


def test_a_checkpoint_that_is_refused_for_good_fails_the_job_at_once(house: House) -> None:
    refuse(house, "checkpoints", "NEW.metadata ->> 'source' = 'loop'", "54000", 1000)
    job = house.advance(house.enqueue("steps", {"log": []}))
    assert (job["status"], job["error"]["type"]) == ("failed", "ProgramLimitExceeded")


def test_a_checkpoint_that_is_refused_in_passing_is_written_by_the_next_claim(house: House) -> None:
    refuse(house, "checkpoints", "NEW.metadata ->> 'source' = 'loop'", "53100", 2)
    job = house.run("steps", {"log": []})
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "two", "three"]})


def test_a_result_that_an_index_of_somebody_elses_has_no_room_for_fails_its_job(house: House) -> None:
    house.db.execute("CREATE INDEX ON adjourn.jobs ((result::text))")
    job = house.run("echo", {"log": [secrets.token_hex(10_000)]})
    assert (job["status"], job["error"]["type"]) == ("failed", "ProgramLimitExceeded")
    assert "index row" in job["error"]["message"]
    assert house.run("echo", {"log": []})["status"] == "succeeded"
