"""How long finished threads are kept, in the words of LangGraph's `checkpointer.ttl`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from adjourn.models.ground.errors import BadInput
from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: Up to 190 years.
Minutes = Annotated[float, Field(ge=0.001, le=1e8, allow_inf_nan=False)]


class Ttl(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    #: The thread goes with all that belongs to it; or its checkpoints but the latest.
    strategy: Literal["delete", "keep_latest"]
    #: Since the end of the thread's last job.
    default_ttl: Minutes
    #: 5 by default, as in LangGraph's server.
    sweep_interval_minutes: Minutes | None = None
    #: Threads that one sweep takes at most.
    sweep_limit: Annotated[int, Field(ge=1, le=10**9)] | None = None


def of_checkpointer(path: Path, given: Any) -> Ttl | None:
    """From the `checkpointer` of the langgraph.json at `path`. None: threads are kept for ever. Raises BadInput."""
    ttl = given.get("ttl") if isinstance(given, dict) else None
    if ttl is None:
        return None
    try:
        return Ttl.model_validate(ttl)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(['ttl', *map(str, e['loc'])])}: {e['msg']}" for e in error.errors())
        raise BadInput(f"{path}: checkpointer.{wrong}") from None
