"""One of everything that a statement of ours may be about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adjourn.models import (
    ask_again,
    custody,
    due,
    erasure,
    graphs,
    health,
    human_requests,
    inbox,
    jobs,
    leases,
    limits,
    notices,
    outcomes,
    overview,
    pauses,
    people,
    progress,
    refused,
    schedules,
    sessions,
    store,
    subscriptions,
    workers,
)
from adjourn.models import many as many_at_once
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ends import Ends
from adjourn.models.ground import database
from adjourn.models.ground.database import Script
from adjourn.models.job_request import JobRequest, enqueue
from sqlalchemy import Connection

from tests.support import savers, statements
from tests.support.batch import submit_one
from tests.support.house import House
from tests.support.pruning import one_to_prune, prune_a_step
from tests.support.staff import for_finance


@dataclass
class Scene:
    """Jobs of all kinds, each for one statement."""

    house: House
    due: str
    waiting: str
    other: str
    request: int
    failed: str
    held: Claimed
    saver: Any
    #: Of a team; besides, one that is lapsed and one whose time has come.
    asked: int
    ended: str
    notice: notices.Notice

    @classmethod
    def set(cls, house: House) -> Scene:
        waiting, other, overdue = (str(house.run("line", {"log": []})["id"]) for _ in range(3))
        [request] = house.requests(waiting)
        failed = str(house.run("steps", 5)["id"])
        assert house.job(failed)["status"] == "failed"
        saver, _ = savers.leased(house)
        claim = statements.claim(house, house.enqueue("steps", {"log": []}))
        held = house.worker.loop.run(house.worker.claims.arun(claim))
        assert held is not None
        house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() - interval '1 s' WHERE id = %s", (overdue,))
        job = house.enqueue("steps", {"log": []})
        one_to_prune(house)
        house.db.execute("INSERT INTO adjourn.store (prefix, key, value, expires_at) VALUES ('p', 'k', '{}', now())")
        house.db.execute("INSERT INTO adjourn.schedules (name, graph, cron) VALUES ('minutely', 'echo', '* * * * *')")
        with house.worker.engine.connect() as connection:
            limits.limit(connection, pauses.Scope(graph="steps"), 100, 100)
            subscriptions.add(connection, "shop", "apprise:shop", ["job.*"])
            refused.keep(connection, "lane", "{}", "locked", again_in=0)
            people.add(connection, "ada")
            for team in ("finance", "legal"):
                people.add_team(connection, team)
            people.join(connection, "finance", "ada", "lead")
        asked = for_finance(house)["id"]
        ended = house.run("steps", {"log": []})["thread_id"]
        for_finance(house, assignee="'ada'", claimed_until="now() - interval '1 s'")
        for_finance(house, escalate_at="now() - interval '1 s'", escalate_to="'legal'")
        [notice] = house.worker.loop.run(house.worker.connections.arun(notices.claim(1, 1, [])))
        return cls(house, job, waiting, other, request["id"], failed, held, saver, asked, ended, notice)

    def statements(self) -> dict[str, Callable[[], Any]]:
        worker = self.house.worker

        def one(script: Script[Any]) -> Callable[[], Any]:
            return lambda: worker.loop.run(worker.connections.arun(script))

        def many(act: Callable[[Connection], Any]) -> Callable[[], Any]:
            def run() -> Any:
                with database.transaction(worker.engine) as transaction:
                    return act(transaction)

            return run

        offer = graphs.Offer("steps", "2", "", "{}", "")
        return {
            "claim": lambda: worker.loop.run(worker.claims.arun(statements.claim(self.house, self.due))),
            "renew": many(lambda c: leases.renew(c, [self.held.lease_id], 30)),
            "look whether it is free": one(leases.is_free(self.held.id)),
            "look whose it is": one(leases.refused(self.held.id, self.held.lease_id)),
            "rewind": one(ask_again.rewind(self.held, [], [])),
            "read answers that were taken": one(ask_again.taken(self.waiting)),
            "read questions": one(human_requests.of_job(self.waiting)),
            "read a checkpoint": one(statements.read(self.waiting)),
            "save": one(statements.save(self.saver)),
            "record": one(outcomes.record(self.held, outcomes.Settle(outcomes.Released()), Rows())),
            "write what nodes say": one(progress.write([(self.held.id, self.held.lease_id)], [], 0)),
            "use the store": lambda: worker.store.put(("p",), "k", {"a": 1}),
            "offer": many(lambda c: graphs.offer(c, "adjourn", ["adjourn"], [offer])),
            "give a sign of life": one(graphs.alive("adjourn", "2", ["steps"], ["adjourn"])),
            "tell of the load": one(workers.alive(workers.Load("host:1", "adjourn", "2", "all", ["adjourn"], 10, 1))),
            "take a message": many(lambda c: enqueue(c, JobRequest("steps", "1", key="held", thread_id="held"))),
            "keep a message": many(lambda c: refused.keep(c, "lane", "{}", "why")),
            "try a message again": many(lambda c: refused.take(c, 1)),
            "find what is due": many(lambda c: due.everything(c, 10)),
            "find what was rung": many(lambda c: due.among(c, [self.due])),
            "find when the next is due": many(due.ahead),
            "fail what is overdue": many(due.fail_overdue),
            "ring for messages": many(lambda c: refused.ring(c, 10)),
            "tell ends": many(Ends().tell),
            "sweep the store": many(store.sweep),
            "answer": many(lambda c: human_requests.answer(c, self.request, answer='{"to": "it"}')),
            "cancel": many(lambda c: jobs.cancel(c, self.other)),
            "retry": many(lambda c: jobs.retry(c, self.failed)),
            "add a lane": many(lambda c: graphs.add_lane(c, "adjourn", "slow")),
            "move jobs to a lane": many(lambda c: graphs.move(c, "adjourn", "adjourn", "line")),
            "pause": many(lambda c: pauses.pause(c, pauses.Scope(graph="nothing"))),
            "unpause": many(lambda c: pauses.unpause(c, pauses.Scope(graph="echo"))),
            "limit": many(lambda c: limits.limit(c, pauses.Scope(graph="nothing"), 1, None)),
            "unlimit": many(lambda c: limits.unlimit(c, pauses.Scope(graph="steps"))),
            "release what has lapsed": many(human_requests.release_lapsed),
            "keep time": many(human_requests.keep_time),
            "enqueue by the clock": many(schedules.fire),
            "prune": many(prune_a_step),
            "change a schedule": many(lambda c: schedules.pause(c, "minutely")),
            "claim notices": one(notices.claim(1, 1, [])),
            "mark a notice": one(notices.mark(notices.Sent(self.notice))),
            "forget notices": one(notices.forget()),
            "change a subscription": many(lambda c: subscriptions.pause(c, "shop")),
            "take a question": many(lambda c: custody.take(c, self.asked)),
            "pass a question on": many(lambda c: custody.pass_on(c, self.asked, "legal")),
            "note": many(lambda c: custody.note(c, self.asked, "so")),
            "write down a person": many(lambda c: people.add(c, "eve", ["eve_psql"])),
            "join a team": many(lambda c: people.join(c, "finance", "ada", "look")),
            "erase": many(lambda c: erasure.erase(c, self.ended)),
            "see the inbox": many(lambda c: inbox.waiting(c, inbox.Filter())),
            "answer many": many(lambda c: many_at_once.answer(c, [self.request], choice=None, comment="so")),
            "submit a batch": many(submit_one),
            "see an overview": many(overview.waits),
            "see how all of it is": many(health.now),
            "follow a job": many(lambda c: progress.since(c, self.waiting)),
            "know a visitor": many(lambda c: sessions.person_of(c, bytes(32))),
        }
