"""Every name of Celery and kombu that they do not document, in one place, tried out where its loss would be silent."""

from __future__ import annotations

import sys
from typing import Any

from adjourn.models.ground import broker
from adjourn.models.ground.errors import AdjournError
from celery.apps import worker as program
from celery.worker.consumer import Consumer
from kombu.transport.redis import Channel

__all__ = ["Consumer", "log_alone", "read_behind", "read_message", "replace_read_message", "what_was_read"]

if "create_task_handler" not in vars(Consumer):
    raise AdjournError(
        "this version of celery cannot be used: its consumer does not receive messages by create_task_handler; install "
        "the one of constraints.txt"
    )
if "_brpop_read" not in Channel.__init__.__code__.co_names:
    raise AdjournError(
        "this version of kombu cannot be used: it does not read messages with _brpop_read; install the one of "
        "constraints.txt"
    )

if "priority_steps" not in Channel._brpop_start.__code__.co_names:
    raise AdjournError(
        "this version of kombu cannot be used: it does not read a queue by priority_steps; install the one of "
        "constraints.txt"
    )

#: What takes the next message off a queue. Raises whatever is wrong with the message, through all of Celery.
read_message: Any = Channel._brpop_read


def what_was_read(error: BaseException) -> Any:
    """What `read_message` had in hand when it raised; empty where another version of it calls it otherwise."""
    place = error.__traceback__
    while place is not None:
        if place.tb_frame.f_code is read_message.__code__:
            return place.tb_frame.f_locals.get("item", b"")
        place = place.tb_next
    return b""


def replace_read_message(read: Any) -> None:
    """`read` has the arguments of `read_message`. For all channels made from now on."""
    Channel._brpop_read = read  # type: ignore[method-assign]


def read_behind(consumer: Any, yes: bool) -> None:
    """Whether the consumer takes messages of batches, too, from the next one on that it waits for."""
    if channel := getattr(getattr(consumer, "task_consumer", None), "channel", None):
        channel.priority_steps = [step for step in Channel.priority_steps if yes or step not in broker.OF_BATCHES]


def log_alone(worker: Any) -> None:
    """Keep the worker from writing anything but its log: its banner, and that it shuts down."""
    say = program.safe_say
    worker.quiet = True
    program.safe_say = lambda said, to=sys.__stderr__: to is sys.__stdout__ or say(said, to)
