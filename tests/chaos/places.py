"""Where in the product a process can be made to die (points.py)."""

from __future__ import annotations

from typing import Any

import psycopg
from adjourn.inbox import answering
from adjourn.models import (
    claims,
    due,
    graphs,
    human_requests,
    inbox,
    job_request,
    jobs,
    migrate,
    notices,
    outcomes,
    rings,
)
from adjourn.models.ground import broker
from adjourn.models.retention import Threads
from adjourn.notify.sender import Sender
from adjourn.scheduler import bell
from adjourn.scheduler.dispatcher import Dispatcher
from adjourn.worker import tasks
from adjourn.worker.advance import advance
from adjourn.worker.checkpointer import unsaved
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process import leases
from adjourn.worker.project.project import Project
from kombu import messaging
from langgraph.checkpoint.postgres import PostgresSaver

#: What is wrapped: each gives the points "… before" and "… after"; a script of statements gives "… sent" and
#: "… committed" of its statement besides.
WRAPPED: dict[str, tuple[Any, str]] = {
    "claim": (claims, "claim_many"),
    "lease": (leases.Leases, "hold"),
    "open graph": (Project, "open"),
    "read rows": (human_requests, "of_job"),
    "rewind": (advance, "rewind"),
    "look": (advance, "look"),
    "reconcile": (advance, "reconcile"),
    "run": (advance, "run"),
    "settle": (advance, "settle"),
    "record": (outcomes, "record"),
    "read checkpoint": (Saver, "_get_tuple"),
    "put": (Saver, "_put"),
    "flush": (Saver, "_flush"),
    "put writes": (Saver, "aput_writes"),
    "keep writes": (unsaved.Unsaved, "keep"),
    "forget writes": (unsaved.Unsaved, "committed"),
    "close saver": (Saver, "close"),
}
#: The same in other processes. "statement" is whatever they tell the database, with a "… sent" of its own.
OTHERS: dict[str, tuple[Any, str]] = {
    "statement": (psycopg.Connection, "wait"),
    "enqueue": (job_request, "enqueue"),
    "answer": (human_requests, "answer"),
    "cancel": (jobs, "cancel"),
    "retry": (jobs, "retry"),
    "offer": (graphs, "offer"),
    "lock": (migrate, "_lock"),
    "own schema": (migrate, "_own_schema"),
    "checkpointer's tables": (PostgresSaver, "setup"),
    "upgrade": (migrate, "_patiently"),
    "lead": (Dispatcher, "_lead"),
    "sweep": (Dispatcher, "_sweep"),
    "fail overdue": (due, "fail_overdue"),
    "find due": (due, "everything"),
    "listen": (Dispatcher, "_ring_what_is_due"),
    "find rung": (due, "among"),
    "ring": (bell.Bell, "ring"),
    "room": (bell, "_room"),
    "publish": (broker, "send"),
    "hear": (rings, "read"),
    "take": (tasks, "carry"),
    "batch": (messaging._ProducerBatch, "__exit__"),
    "form": (answering, "_send"),
    "page answers": (answering, "_answer"),
    "next": (answering, "_next"),
    "find next": (inbox, "waiting"),
    "prune": (Threads, "step"),
    "claim notices": (notices, "claim"),
    "deliver": (Sender, "_deliver"),
    "mark": (notices, "mark"),
}
