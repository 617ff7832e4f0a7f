"""Who may see a job may follow it: other systems all of them, people those of their teams. And it goes as jobs do."""

from __future__ import annotations

from adjourn.models import erasure, progress, retention
from sqlalchemy import Connection

from tests.support.house import House
from tests.support.logins import Logins, denied
from tests.support.pruning import age, prune, rule
from tests.support.saying import PAGES, said
from tests.support.staff import Login, change
from tests.support.trouble import world

FOLLOW = "SELECT kind, what, request_id, data FROM adjourn.progress_of(%s)"
SAYS = {"log": []}


def kinds(login: Login, job: object) -> list[str]:
    return sorted({row["kind"] for row in login.execute(FOLLOW, (job,))})


def test_each_role_follows_what_it_may_see(house: House, logins: Logins) -> None:
    job = house.run("says", SAYS)["id"]
    for role in ("reader", "owner", "answerer", "inbox"):
        with logins.connect(role) as login:
            assert kinds(login, job) == ["custom", "job", "request", "step"], role
    for role in ("submitter", "gateway"):
        with logins.connect(role) as login:
            assert kinds(login, job) == ["custom", "job", "step"], "who may not read questions reads none here"
            denied(login, "SELECT FROM adjourn.progress")
    with logins.connect("worker") as login:
        denied(login, f"SELECT FROM adjourn.progress_of('{job}')", "UPDATE adjourn.progress SET data = '1'")
    for role in ("answerer", "inbox", "submitter", "reader"):
        with logins.connect(role) as login:
            denied(login, "INSERT INTO adjourn.progress (n) VALUES (1)", "DELETE FROM adjourn.progress")
            if role != "inbox":
                denied(login, "SELECT adjourn.progress_marks('{}')")
    with logins.connect("reader") as login:
        assert login.execute("SELECT FROM adjourn.progress").rowcount == 5


def test_people_follow_what_asks_their_teams(
    house: House, staff: dict[str, Login], logins: Logins, connection: Connection
) -> None:
    for table in ("human_requests", "jobs"):
        logins.db.execute(f"ALTER TABLE adjourn.{table} ENABLE ROW LEVEL SECURITY")
    theirs, both, silent = house.run("says", SAYS)["id"], house.run("parallel", SAYS)["id"], house.enqueue("says", SAYS)
    for job in (theirs, both):
        for row in house.requests(job):
            change(house, row, team="'legal'", title="'Only for legal'")
    change(house, house.requests(both)[0], team="'finance'", title="'Mine'")
    assert kinds(staff["ada"], theirs) == [] == kinds(staff["ada"], silent)
    assert kinds(staff["tom"], theirs) == ["custom", "job", "request", "step"]
    seen = [row["data"]["title"] for row in staff["ada"].execute(FOLLOW, (both,)) if row["kind"] == "request"]
    assert seen == ["Mine"]
    with logins.connect("submitter") as login:
        assert kinds(login, silent) == ["job"]
    # One who acts for a person sees no more than that one.
    with logins.connect("inbox") as page, page.transaction():
        page.execute("SELECT set_config('adjourn.person', 'ada', true)")
        assert kinds(page, theirs) == []
        assert [row["data"]["title"] for row in page.execute(FOLLOW, (both,)) if row["kind"] == "request"] == ["Mine"]


def test_why_a_job_failed_is_told_to_those_who_may_read_it(house: House, logins: Logins) -> None:
    world().plan("one", RuntimeError("secret"))
    job = house.run("echo", SAYS)
    assert job["status"] == "failed"
    for role, tells in (("reader", True), ("submitter", True), ("answerer", False), ("inbox", False)):
        with logins.connect(role) as login:
            [*_, last] = login.execute(FOLLOW, (job["id"],)).fetchall()
            assert (last["what"], "secret" in str(last["data"])) == ("failed", tells), role


def test_it_goes_with_its_job(house: House, connection: Connection) -> None:
    job = house.run("says", SAYS)
    rule(house.db, "says")
    house.answer_all(job["id"], "yes")
    age(house.db, job["thread_id"])
    assert prune(connection).get("says", {}) == {} and len(said(house, job["id"])) == 5, "it has not finished"
    house.advance_due()
    age(house.db, job["thread_id"])
    assert prune(connection)["says"]["progress"] == 10
    assert said(house, job["id"]) == []


def test_erased_it_is_gone(house: House, connection: Connection) -> None:
    job = house.run("says", SAYS, thread_id="t")
    house.answer_all(job["id"], "yes")
    house.advance_due()
    other = house.run("says", SAYS)
    assert erasure.erase(connection, "t")["progress"] == 10
    assert said(house, job["id"]) == [] and said(house, other["id"]) == PAGES


def test_it_is_kept_for_as_long_as_the_owner_says_and_numbers_go_on(house: House, connection: Connection) -> None:
    job, ended = house.run("says", SAYS)["id"], house.run("says_in_two", SAYS)["id"]
    walk = retention.Rest("progress")
    walk.step(connection)
    assert walk.taken == {"progress": 0}
    house.db.execute("UPDATE adjourn.progress SET at = at - interval '31 days'")
    walk.step(connection)
    assert walk.taken == {"progress": 7} and said(house, ended) == []
    assert said(house, job) == PAGES[-1:], "of what has not finished the last one stays"
    house.answer_all(job, "yes")
    house.advance_due()
    found = [each for each in progress.since(connection, str(job)) if each.kind == "custom"]
    assert [(each.number, each.dropped) for each in found] == [(5, 4), *((number, 0) for number in range(6, 11))]
    retention.keep(connection, "progress", "0 s")
    retention.Rest("progress").step(connection)
    assert said(house, job) == []
