"""Which errors of user code pass by themselves, so that the job is tried again.

Our own table, because LangGraph's `default_retry_on` retries OpenAI's 400 and 401 and does not retry an HTTP 429 of
httpx or a timeout of the standard library. A node's own retry policy runs inside the run, before this is asked.
"""

from __future__ import annotations

from adjourn.models.ground.errors import may_pass
from langgraph.errors import NodeTimeoutError

_STATUSES = {408, 425, 429, *range(500, 600)}

# By name, because none of these packages need be installed here.
_TYPES = {
    "httpx.TransportError",
    "httpx2.TransportError",
    "httpcore.NetworkError",
    "httpcore.TimeoutException",
    "openai.APIConnectionError",
    "anthropic.APIConnectionError",
    "requests.ConnectionError",
    "requests.Timeout",
    "aiohttp.ClientConnectionError",
    "urllib3.TimeoutError",
    "urllib3.ProtocolError",
    "psycopg.OperationalError",
    "psycopg.InterfaceError",
    "psycopg_pool.PoolTimeout",
    "asyncpg.PostgresConnectionError",
    "sqlalchemy.OperationalError",
    "sqlalchemy.TimeoutError",
    "redis.ConnectionError",
    "redis.TimeoutError",
    "botocore.EndpointConnectionError",
    "botocore.ConnectTimeoutError",
    "botocore.ReadTimeoutError",
}


def is_transient(error: BaseException) -> bool:
    """Whether `error` is worth another try: a connection, a timeout, or a status 408, 425, 429 or 5xx."""
    status = _status(error)
    if status is not None:
        return status in _STATUSES
    if isinstance(error, ConnectionError | TimeoutError | NodeTimeoutError):
        return True
    return may_pass(error) and any(f"{t.__module__.split('.')[0]}.{t.__name__}" in _TYPES for t in type(error).__mro__)


def _status(error: BaseException) -> int | None:
    """The HTTP status that the common clients keep in one of these places."""
    for owner in (error, getattr(error, "response", None)):
        for name in ("status_code", "status"):
            if isinstance(status := getattr(owner, name, None), int):
                return status
    return None
