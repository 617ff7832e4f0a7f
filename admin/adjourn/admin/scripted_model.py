"""A model that follows a script: graphs run as against OpenAI's API, without key or cost, always the same.

It is chosen with ``OPENAI_BASE_URL``, so that the real ``ChatOpenAI`` runs: a fake in its place would leave the code
that breaks in practice untried. What it says is in `adjourn.admin.scripted_answers`.
"""

import hashlib
import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from adjourn.admin.scripted_answers import MARK, NAME, Json, Refused, answer


class ScriptedModel(ThreadingHTTPServer):
    """The server, listening (port 0: on a free one); it answers while ``serve_forever`` runs."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__((host, port), _Handler)
        self.base_url = f"http://{host}:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is its own affair; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def end_headers(self) -> None:
        """Keep no connection: one belongs to an event loop, and langchain-openai shares its client between loops."""
        self.send_header("Connection", "close")
        super().end_headers()

    def do_GET(self) -> None:
        model = {"id": NAME, "object": "model", "created": 0, "owned_by": "adjourn"}
        if self.path == "/v1/models":
            self._send(200, {"object": "list", "data": [model]})
        else:
            self._refuse(Refused(404, f"GET {self.path} is not answered here; GET /v1/models is"))

    def do_POST(self) -> None:
        try:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path != "/v1/chat/completions":
                raise Refused(404, f"POST {self.path} is not answered here; POST /v1/chat/completions is")
            request = _checked(body)
            message = answer(request)
        except Refused as refusal:
            self._refuse(refusal)
        except (KeyError, TypeError, AttributeError, StopIteration, ValueError) as error:
            self._refuse(Refused(400, f"this is no chat request: {type(error).__name__}: {error}"))
        else:
            if request.get("stream"):
                self._stream(_chunks(request, message))
            else:
                choice = {"index": 0, "message": message, "finish_reason": _ending(message)}
                self._send(200, {**_head(request, ""), "choices": [choice], "usage": _usage(request, message)})

    def _stream(self, chunks: Iterator[Json]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for data in (*map(json.dumps, chunks), "[DONE]"):
            event = f"data: {data}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.wfile.write(b"0\r\n\r\n")

    def _refuse(self, refusal: Refused) -> None:
        kind = "not_found_error" if refusal.status == 404 else "invalid_request_error"
        error = {"message": f"{MARK} {refusal}", "type": kind, "param": None, "code": None}
        self._send(refusal.status, {"error": error})

    def _send(self, status: int, value: Json) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the only line this server prints is its address."""


def _checked(body: bytes) -> Json:
    request = json.loads(body)
    if not isinstance(request, dict) or not isinstance(request.get("messages"), list) or not request["messages"]:
        raise Refused(400, "the body must be an object with at least one message in 'messages'")
    if (request.get("n") or 1) != 1:
        raise Refused(400, "only one choice is given: n must be 1")
    if any(tool["type"] != "function" for tool in request.get("tools") or []):
        raise Refused(400, "only tools of type 'function' are known")
    if (request.get("response_format") or {"type": "text"})["type"] not in ("text", "json_schema"):
        raise Refused(400, "response_format must be of type 'text' or 'json_schema'")
    return request


def _chunks(request: Json, message: Json) -> Iterator[Json]:
    """The message word by word, each tool call in two pieces, and last the usage where it is asked for."""
    deltas: list[Json] = [{"role": "assistant"}]
    deltas += [{"content": piece} for piece in re.findall(r"\s*\S+|\s+$", message["content"] or "")]
    for i, call in enumerate(message.get("tool_calls", [])):
        deltas.append({"tool_calls": [{**call, "index": i, "function": {**call["function"], "arguments": ""}}]})
        deltas.append({"tool_calls": [{"index": i, "function": {"arguments": call["function"]["arguments"]}}]})
    head = _head(request, ".chunk")
    for delta in deltas:
        yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": _ending(message)}]}
    if (request.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": _usage(request, message)}


def _head(request: Json, suffix: str) -> Json:
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:24]
    kind = f"chat.completion{suffix}"
    return {"id": f"chatcmpl-{digest}", "object": kind, "created": int(time.time()), "model": NAME}


def _ending(message: Json) -> str:
    return "tool_calls" if "tool_calls" in message else "stop"


def _usage(request: Json, message: Json) -> Json:
    asked, said = len(json.dumps(request["messages"])) // 4, len(json.dumps(message)) // 4
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def serve(port: int, host: str) -> None:
    """Answer until SIGTERM or SIGINT; prints ``{"base_url": ...}`` when ready."""
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    with ScriptedModel(port, host) as server:
        print(json.dumps({"base_url": server.base_url}), flush=True)
        server.serve_forever()


def main() -> None:
    """``python -m adjourn.admin.scripted_model [PORT [HOST]]``"""
    try:
        serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0, sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1")
    except (OSError, OverflowError, ValueError) as error:
        sys.exit(f"adjourn: the scripted model cannot listen: {error}")


if __name__ == "__main__":
    main()
