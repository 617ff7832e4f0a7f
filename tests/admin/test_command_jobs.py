"""What an operator does about jobs that went wrong."""

from __future__ import annotations

from datetime import UTC, datetime

from adjourn.models import due

from tests.models.test_rows import START
from tests.support.command import Command
from tests.support.house import House


def test_retry_asks_again_and_the_failed_job_says_that_it_can(house: House, adjourn: Command) -> None:
    job = house.run("takes_both_first", {"log": []})
    for answer in (1, "careless"):
        house.answer_all(job["id"], answer)
        house.advance_due()
    shown = adjourn.quick("job", str(job["id"])).out
    assert f"adjourn retry {job['id']} --ask-again" in shown
    assert "--all goes with --ask-again" in adjourn.quick("retry", str(job["id"]), "--all").complaint
    done = adjourn.quick("retry", str(job["id"]), "--ask-again")
    assert "happens once more" in done.out
    house.advance_due()
    assert [row["title"] for row in house.requests(job["id"], "open")] == ["second?"]
    assert "the graph failed on the answer: ValueError" in adjourn.quick("request", "2").out
    house.answer_all(job["id"], "careless again")
    house.advance_due()
    assert adjourn.quick("retry", str(job["id"]), "--ask-again", "--all").code == 0
    house.advance_due()
    assert [row["title"] for row in house.requests(job["id"], "open")] == ["first?"]
    assert "only the retry of a failed job" not in adjourn.quick("retry", str(job["id"])).complaint


def test_retry_does_not_ask_again_what_no_step_failed_on(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": 5})
    refused = adjourn.quick("retry", str(job["id"]), "--ask-again").complaint
    assert "did not fail in a step that had taken an answer" in refused and "without asking again" in refused


def test_doctor_sees_a_job_that_is_claimed_over_and_over(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []})
    house.answer_all(job["id"], "yes")
    assert adjourn.quick("doctor", "jobs").code == 0
    for _ in range(20):
        house.db.execute(START, {"id": job["id"]})
        house.db.execute(
            "UPDATE adjourn.jobs SET status = 'queued', run_at = '2100-01-01Z' WHERE id = %s", (job["id"],)
        )
    done = adjourn.quick("doctor", "jobs")
    assert done.code == 1 and f"1 claimed over and over without progress, {job['id']}" in " ".join(done.out.split())


def test_the_exit_code_says_how_a_job_that_was_waited_for_has_ended(house: House, adjourn: Command) -> None:
    open_, done, failed = (house.run(graph, {"log": log}) for graph, log in (("line", []), ("echo", []), ("echo", 5)))
    codes = [adjourn.quick("job", str(job["id"]), "--wait", "--timeout", "0").code for job in (open_, done, failed)]
    assert codes == [3, 0, 1]
    assert "--timeout goes with --wait" in adjourn.quick("job", str(done["id"]), "--timeout", "1").complaint
    with adjourn.start("job", str(open_["id"]), "--wait", "--json") as process:
        house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (open_["id"],))
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 1 and '"cancelled"' in out


def test_retry_goes_back_to_a_question(house: House, adjourn: Command) -> None:
    job = house.run("gone_on", {"log": []})
    [asked] = house.requests(job["id"])
    house.answer_all(job["id"], "careless")
    house.advance_due()
    assert f"--back-to {asked['id']}" in house.job(job["id"])["error"]["hint"]
    assert "none of job" in adjourn.quick("retry", str(job["id"]), "--back-to", "99").complaint
    both = adjourn.quick("retry", str(job["id"]), "--ask-again", "--back-to", "1").complaint
    assert "--ask-again or --back-to" in both
    done = adjourn.quick("retry", str(job["id"]), "--back-to", f"#{asked['id']}")
    assert "What it has done outside since happens once more" in " ".join(done.out.split())
    house.advance_due()
    assert [row["title"] for row in house.requests(job["id"], "open")] == ["how many?"]


def test_an_overdue_job_is_retried_with_a_new_deadline_only(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []})
    house.db.execute("UPDATE adjourn.jobs SET deadline_at = '2026-01-02T03:04:05Z' WHERE id = %s", (job["id"],))
    with house.worker.engine.connect() as connection:
        due.fail_overdue(connection)
    assert house.job(job["id"])["error"]["type"] == "DeadlinePassed"
    refused = adjourn.quick("retry", str(job["id"]))
    assert refused.code == 2
    assert refused.complaint == (
        f"the deadline of job {job['id']} passed at 2026-01-02 03:04:05 UTC (retry it with a new deadline_at)"
    )
    assert "passed at" in adjourn.quick("retry", str(job["id"]), "--deadline", "2026-01-03T00:00Z").complaint
    assert adjourn.quick("retry", str(job["id"]), "--deadline", "2100-01-01T00:00Z").code == 0
    assert house.job(job["id"])["deadline_at"] == datetime(2100, 1, 1, tzinfo=UTC)
    house.answer_all(job["id"], {"data": "yes"})
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
