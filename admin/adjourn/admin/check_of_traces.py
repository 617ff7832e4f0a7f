"""What `adjourn doctor` says of traces, by the variables that OpenTelemetry and LangSmith have here."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from adjourn.admin.finding import Finding
from adjourn.models.ground import settings
from adjourn.worker.process import traces

#: Seconds.
_PATIENCE = 2.0
_PORTS = {"http": 80, "https": 443}


def look() -> Finding:
    """Of LangSmith nothing: whoever asks for it sees there what comes."""
    if not (names := settings.trace_exporters()):
        return Finding("traces", True, "no OTEL_ variable asks for any")
    try:
        from adjourn.worker.process import otel

        for name in names:
            otel.exporter(name).shutdown()
    except Exception as error:
        return Finding("traces", False, f"OTEL_ variables ask for them, and {error}: {traces.what_to_do(error)}")
    if not any(name.startswith("otlp") for name in names):
        return Finding("traces", True, f"go to {', '.join(names)}")
    url = settings.collector()
    try:
        where = urlsplit(url if "//" in url else f"//{url}")
        with socket.create_connection((where.hostname, where.port or _PORTS.get(where.scheme, 4317)), _PATIENCE):
            return Finding("traces", True, f"{url} answers")
    except (OSError, ValueError) as error:
        what = f"{url} does not answer ({error}): jobs go on, their traces are lost"
        return Finding("traces", True, what, look=True)
