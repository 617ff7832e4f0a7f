"""The Celery app of the scheduler: `celery -A adjourn.scheduler beat`."""

from __future__ import annotations

from typing import Any

from adjourn.models.ground import broker, logs
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import settings
from celery import Celery, signals

try:
    app = Celery("adjourn.scheduler")
    app.conf.update(broker.configuration(settings()))
except AdjournError as error:
    raise SystemExit(f"adjourn: {error}") from None
app.conf.update(
    beat_scheduler="adjourn.scheduler.dispatcher:Dispatcher",
    # The sweep publishes again what failed; a wait in here would leave notifications unread.
    task_publish_retry=False,
)


class _Beat(app.Beat):  # type: ignore[misc,name-defined]
    """Without its banner, which is no object, where each line is one."""

    def __init__(self, *args: Any, quiet: bool = False, **options: Any) -> None:
        super().__init__(*args, quiet=quiet or settings().log_format == "json", **options)


app.Beat = _Beat


@signals.setup_logging.connect
def _setup_logging(**_: Any) -> None:
    logs.configure(settings().log_level, settings().log_format)
