"""A model that follows a script: graphs run as against OpenAI's API, without key or cost, always the same.

It answers from the conversation alone and marks its text with ``[scripted model]``. A sentence of the last user message
that shares enough words with a tool's name and description calls that tool; sentences before it that call nothing go
along as context. Once tools have answered, it says what they said; otherwise it repeats what it was told, now and
earlier. It is chosen with ``OPENAI_BASE_URL``, so that the real ``ChatOpenAI`` runs: a fake in its place would leave
the code that breaks in practice untried.
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

Json = dict[str, Any]
NAME = "scripted-model"
MARK = "[scripted model]"
#: Too common to tell one tool from another.
COMMON = """a about an and any are as at be by can could do does for from get give had has have how i if in into is it
its like me my need not of on one or our please say set should so some that the their them then there they this to use
was we what when where which who will with would you your"""
#: An argument of such a name takes the sentence itself; other texts take the last name or quotation in the sentence.
PROSE = {"query", "question", "text", "message", "prompt", "input", "content", "description", "reason", "note", "data"}


class Refused(Exception):
    """The request is not one that the scripted model can answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def answer(request: Json) -> Json:
    """The assistant's message to a chat request; the same request gets the same message."""
    messages: list[Json] = request["messages"]
    asked = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=len(messages) - 1)
    text = _text(messages[asked])
    results = [message for message in messages[asked + 1 :] if message["role"] == "tool"]
    if calls := _calls(text, request, answered=bool(results)):
        return {"role": "assistant", "content": None, "tool_calls": calls}
    if (form := request.get("response_format") or {}).get("type") == "json_schema":
        schema = form["json_schema"]["schema"]
        said = json.dumps(_fill(schema, text, schema), ensure_ascii=False)
    elif results:
        said = f"{MARK} " + " ".join(f"{_speaker(messages, result)} says: {_text(result)}" for result in results)
    else:
        before = [turn for turn in messages[:asked] if turn["role"] in ("user", "tool")]
        earlier = "; ".join(f"{_speaker(messages, turn)} said: “{_text(turn)[:200]}”" for turn in before)
        said = f"{MARK} You said: “{text}”." + (f" Earlier in this conversation, {earlier}." if earlier else "")
    return {"role": "assistant", "content": said}


def _calls(text: str, request: Json, *, answered: bool) -> list[Json]:
    tools = [tool["function"] for tool in request.get("tools") or []]
    choice = request.get("tool_choice") or "auto"
    matches = []
    if isinstance(choice, dict):
        matches = [(tool, text) for tool in tools if tool["name"] == choice["function"]["name"]]
        if not matches:
            raise Refused(400, f"tool_choice names {choice['function']['name']!r}, which is not among the tools")
    elif tools and choice != "none" and (choice == "required" or not answered):
        matches = _matches(text, tools) or [(tools[0], text)] * (choice == "required")
    if request.get("parallel_tool_calls") is False:
        matches = matches[:1]
    turn = json.dumps(request["messages"], sort_keys=True)
    return [
        {
            "id": "call_" + hashlib.sha256(f"{i} {turn}".encode()).hexdigest()[:24],
            "type": "function",
            "function": {"name": tool["name"], "arguments": _arguments(tool, words)},
        }
        for i, (tool, words) in enumerate(matches)
    ]


def _matches(text: str, tools: list[Json]) -> list[tuple[Json, str]]:
    """Each tool to call, with the words that call for it."""
    found, context = [], ""
    for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n+", text.strip()):  # noqa: RUF001
        tool = max(tools, key=lambda tool: _closeness(tool, sentence))
        context = f"{context} {sentence}".strip()
        if _closeness(tool, sentence) >= 2:
            found.append((tool, context))
            context = ""
    return found


def _closeness(tool: Json, sentence: str) -> int:
    """A word shared with the tool's name counts two, a word shared with its description one."""
    said, name = _words(sentence), _words(tool["name"])
    return 2 * len(said & name) + len(said & (_words(tool.get("description") or "") - name))


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[^\W_]+", text.lower())} - set(COMMON.split())


def _arguments(tool: Json, text: str) -> str:
    schema = tool.get("parameters") or {"type": "object"}
    return json.dumps(_fill(schema, text, schema), ensure_ascii=False)


def _fill(schema: Json, text: str, root: Json, name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema, taken from the text where the text has one to give."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return next((value for value in schema["enum"] if str(value).lower() in text.lower()), schema["enum"][0])
    number = re.search(r"-?\d+(?:[.,]\d+)*", text)
    branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if branches:
        some = next(branch for branch in branches if branch.get("type") != "null")
        unsaid = some.get("type") in ("number", "integer") and not number
        return None if {"type": "null"} in branches and (unsaid or depth > 8) else _fill(some, text, root, name, depth)
    match schema.get("type", "object" if "properties" in schema else "string"):
        case "object":
            properties = schema.get("properties", {})
            wanted = schema.get("required", list(properties))
            return {key: _fill(properties.get(key, {}), text, root, key, depth + 1) for key in wanted}
        case "array":
            item = schema.get("items", {})
            return [_fill(item, text, root, name, depth + 1) for _ in range(schema.get("minItems", int(depth < 8)))]
        case "number" | "integer" as kind:
            found = float(number[0].replace(",", "")) if number else 1.0
            found = min(max(found, schema.get("minimum", found)), schema.get("maximum", found))
            return int(found) if kind == "integer" else found
        case "boolean":
            return bool(_words(name) & _words(text))
        case "null":
            return None
        case _:
            return _phrase(text, name)[: schema.get("maxLength")]


def _phrase(text: str, name: str) -> str:
    if PROSE & set(name.lower().split("_")):
        return text.split(": ", 1)[-1].strip()
    found = re.findall(r"[\"“«]([^\"”»]+)|(?<=[\w,:;] )([A-Z][\w'-]+(?: [A-Z][\w'-]*)*)", text)
    return next((quoted or proper for quoted, proper in reversed(found)), text.strip())


def _text(message: Json) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def _speaker(messages: list[Json], turn: Json) -> str:
    if turn["role"] == "user":
        return "you"
    calls = (call for message in messages for call in message.get("tool_calls") or [])
    return next((call["function"]["name"] for call in calls if call["id"] == turn.get("tool_call_id")), "the tool")


class ScriptedModel(ThreadingHTTPServer):
    """The server, listening on 127.0.0.1 (port 0: a free one); it answers while ``serve_forever`` runs."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}/v1"

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


def serve(port: int) -> None:
    """Answer on 127.0.0.1 (port 0: a free one) until SIGTERM or SIGINT; prints ``{"base_url": ...}`` when ready."""
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    with ScriptedModel(port) as server:
        print(json.dumps({"base_url": server.base_url}), flush=True)
        server.serve_forever()


def main() -> None:
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0)


if __name__ == "__main__":
    main()
