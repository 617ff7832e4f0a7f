"""How long each statement waits for what another session has locked, and what becomes of it then.

Any session may hold a lock for as long as it likes: psql without autocommit, an admin tool's edit window, a migration.
So nothing of ours waits without a bound. Where rows of one statement are many people's, it skips those that are locked
(SKIP LOCKED); all else, which are tables, unique keys, rows that triggers touch and the lock that commits with a NOTIFY
take one after the other, is bounded by the connection's `lock_timeout` (`database.PATIENCE`). That counts as a database
that is away: nothing fails, no try is counted, and it is done at the next turn.

Behind a pooler that drops the options of connections, rows are still skipped; the rest needs
`ALTER ROLE … SET lock_timeout = '1s'`, as `search_path` does there.
"""

from __future__ import annotations

from dataclasses import dataclass

from adjourn.models.ground.database import CLAIM_PATIENCE, PATIENCE


@dataclass(frozen=True, slots=True)
class Bound:
    #: The module that has it, below `adjourn`.
    where: str
    #: When it could not do its work, or some of it.
    then: str
    #: It leaves out rows of jobs that are locked, and does not wait for them.
    skips: bool = False
    #: Seconds for each lock that it waits for.
    seconds: float = PATIENCE


_NEXT_SWEEP = "the next sweep, at once"
_AFTER_MESSAGE = "the scheduler rings again"
_SENTENCE = "who asked is told in a sentence"

BOUNDS: dict[str, Bound] = {
    # A worker's, for its jobs.
    "claim": Bound("models.claims", "the scheduler rings again in a second", skips=True, seconds=CLAIM_PATIENCE),
    "renew": Bound("models.leases", "again in 0.4 s; the run is stopped before its lease can be another's", skips=True),
    "look whether it is free": Bound("models.leases", "again in half a second", skips=True),
    "look whose it is": Bound("models.leases", "as what asked"),
    "rewind": Bound("models.ask_again", "the job is given back"),
    "read answers that were taken": Bound("models.ask_again", "the job is given back"),
    "read questions": Bound("models.human_requests", "the job is given back"),
    "read a checkpoint": Bound("worker.checkpointer.saver_sql", "again, while the lease is ours"),
    "save": Bound("worker.checkpointer.saver_sql", "again, while the lease is ours", skips=True),
    "record": Bound("models.outcomes", "again in half a second, until the fence knows better", skips=True),
    "write what nodes say": Bound("models.progress", "again in 0.2 s, and less often; no node waits", skips=True),
    "use the store": Bound("worker.project.store", "the job is given back, if its node does not catch it"),
    # A worker's, for everybody.
    "offer": Bound("models.graphs", "again, at once"),
    "give a sign of life": Bound("models.graphs", "20 s later; what is locked is taken for alive", skips=True),
    "tell of the load": Bound("models.workers", "20 s later"),
    "take a message": Bound("models.job_request", "it is kept in `refused`, and tried again from there"),
    "keep a message": Bound("models.refused", "again, a second later"),
    "try a message again": Bound("models.refused", _AFTER_MESSAGE, skips=True),
    # The scheduler's.
    "find what is due": Bound("models.due", _NEXT_SWEEP),
    "find what was rung": Bound("models.due", _NEXT_SWEEP),
    "find when the next is due": Bound("models.due", _NEXT_SWEEP),
    "fail what is overdue": Bound("models.due", _NEXT_SWEEP, skips=True),
    "ring for messages": Bound("models.refused", _NEXT_SWEEP, skips=True),
    "tell ends": Bound("models.ends", "the next look"),
    "sweep the store": Bound("models.store", "a minute later", skips=True),
    "release what has lapsed": Bound("models.human_requests", _NEXT_SWEEP, skips=True),
    "keep time": Bound("models.human_requests", _NEXT_SWEEP, skips=True),
    "prune": Bound("models.retention", "the next turn, a second later", skips=True),
    "enqueue by the clock": Bound("models.schedules", _NEXT_SWEEP, skips=True),
    # A sender's.
    "claim notices": Bound("models.notices", "the next turn, within a second", skips=True),
    "mark a notice": Bound("models.notices", "the next turn; after a minute it is sent again"),
    "forget notices": Bound("models.notices", "the next turn", skips=True),
    # People's, by command or in Python. In SQL, and within a transaction of another system, the bound is theirs.
    "answer": Bound("models.human_requests", _SENTENCE),
    "cancel": Bound("models.jobs", _SENTENCE),
    "retry": Bound("models.jobs", _SENTENCE),
    "add a lane": Bound("models.graphs", _SENTENCE),
    "move jobs to a lane": Bound("models.graphs", _SENTENCE),
    "pause": Bound("models.pauses", _SENTENCE),
    "unpause": Bound("models.pauses", _SENTENCE),
    "limit": Bound("models.limits", _SENTENCE),
    "unlimit": Bound("models.limits", _SENTENCE),
    "change a schedule": Bound("models.schedules", _SENTENCE),
    "change a subscription": Bound("models.subscriptions", _SENTENCE),
    "take a question": Bound("models.custody", _SENTENCE),
    "pass a question on": Bound("models.custody", _SENTENCE),
    "note": Bound("models.custody", _SENTENCE),
    "write down a person": Bound("models.people", _SENTENCE),
    "join a team": Bound("models.people", _SENTENCE),
    "erase": Bound("models.erasure", _SENTENCE),
    "see the inbox": Bound("models.inbox", _SENTENCE),
    "submit a batch": Bound("models.batches", _SENTENCE),
    "answer many": Bound("models.many", _SENTENCE),
    "see an overview": Bound("models.overview", _SENTENCE),
    "see how all of it is": Bound("models.health", _SENTENCE),
    "follow a job": Bound("models.progress", "a second later"),
    "know a visitor": Bound("models.sessions", _SENTENCE),
}
#: Modules whose statements are part of those above, meet no lock, or are those of `adjourn migrate`, which lets others
#: pass every other second while it waits, watched by who started it.
OTHERS = (
    *("models.checkpoints", "models.happened", "models.lead", "models.migrate", "models.prunable"),
    *("models.schema_version", "models.served", "models.standing"),
)
