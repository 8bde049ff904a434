"""A server for tests that speaks the Files and Batches API, and chat completions: as badly as it is told."""

import asyncio
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.gen.misbehaving import Received, completion
from tests.gen.model_server import about, answer_text, is_seo

Json = dict[str, Any]
Deal = Callable[[int, Json], Json | bytes | None]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Meddle = Callable[[web.Request], web.StreamResponse | None]


def good(custom_id: str, body: Json) -> Json:
    """A line with a good answer."""
    said = completion(answer_text(_received(body)), model=body["model"])
    return {"id": f"r-{custom_id[:8]}", "custom_id": custom_id, "response": _response(200, said), "error": None}


def bad(custom_id: str, status: int, message: str = "no", code: str | None = None) -> Json:
    """A line with an error's status."""
    body = {"error": {"message": message, "type": "", "param": None, "code": code}}
    return {"id": "r", "custom_id": custom_id, "response": _response(status, body), "error": None}


def expired(custom_id: str) -> Json:
    """A line of a request that its time ran out for."""
    error = {"code": "batch_expired", "message": "This request could not be executed before its window expired."}
    return {"id": "r", "custom_id": custom_id, "response": None, "error": error}


def well(_: int, asked: Json) -> Json:
    """Every line a good answer."""
    return good(asked["custom_id"], asked["body"])


@dataclass
class Behaviour:
    """What the server does.

    Attributes:
        deal: what becomes of a request, by the number of its batch (from 1) and its line: a line of the output or error
            file, raw bytes that go into the output file, or nothing at all.
        ends: the status that each batch ends with.
        polls: how often a batch is looked at before it is over.
        meddle: asked before every request is served; what it gives is the response.
        faults: what is wrong with a batch, so that it fails at once, by its number and lines.
    """

    deal: Deal = well
    ends: Callable[[int], str] = lambda _: "completed"
    polls: int = 0
    meddle: Meddle = lambda _: None
    faults: Callable[[int, list[Json]], list[Json]] = lambda *_: []


@dataclass
class BatchServer:
    """The server, as the test sees it from its own thread."""

    behaviour: Behaviour
    url: str = ""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    online: list[Received] = field(default_factory=list)
    _polls: Counter[str] = field(default_factory=Counter)

    # --- what a test asks

    def lines(self, number: int = 0) -> list[Json]:
        """The requests of the batch with this number, of all batches."""
        wanted = list(self.batches.values())[number - 1 : number] if number else list(self.batches.values())
        return [json.loads(line) for batch in wanted for line in self._input(batch).splitlines()]

    def asked(self) -> Counter[tuple[str, str]]:
        """How often each question was asked for what, in batches and online."""
        received = [*map(_received, (line["body"] for line in self.lines())), *self.online]
        return Counter((about(each), "seo" if is_seo(each) else "answer") for each in received)

    def wait_for(self, entry: str, seconds: float = 30.0) -> None:
        """Wait until a request has come that begins like this."""
        deadline = time.monotonic() + seconds
        while not any(each.startswith(entry) for each in self.log):
            assert time.monotonic() < deadline, f"no {entry} in {self.log}"
            time.sleep(0.005)

    # --- what a client asks

    def app(self) -> web.Application:
        """All of its paths."""
        app = web.Application(client_max_size=2**30)
        app.router.add_routes(
            [
                web.post("/v1/files", self._upload),
                web.get("/v1/files", self._list_files),
                web.get("/v1/files/{id}/content", self._content),
                web.post("/v1/batches", self._create),
                web.get("/v1/batches", self._list),
                web.get("/v1/batches/{id}", self._retrieve),
                web.post("/v1/batches/{id}/cancel", self._cancel),
                web.post("/v1/chat/completions", self._chat),
            ]
        )
        app.middlewares.append(self._meddled)
        return app

    @web.middleware
    async def _meddled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.log.append(f"{request.method} {request.path}")
        meddled = self.behaviour.meddle(request)
        if meddled is not None:
            await request.read()
            return meddled
        return await handler(request)

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        assert form["purpose"] == "batch"
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = (file.filename, file.file.read())
        return web.json_response(self._file(file_id))

    def _file(self, file_id: str) -> Json:
        name, data = self.files[file_id]
        return {"id": file_id, "object": "file", "bytes": len(data), "filename": name, "purpose": "batch"}

    async def _list_files(self, request: web.Request) -> web.Response:
        return _page([self._file(file_id) for file_id in reversed(self.files)], request)

    async def _content(self, request: web.Request) -> web.Response:
        found = self.files.get(request.match_info["id"])
        return web.Response(body=found[1]) if found else _error(404, "No such File object")

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        number = len(self.batches) + 1
        batch = {
            "id": f"batch_{number}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "status": "validating",
            "input_file_id": asked["input_file_id"],
            "completion_window": asked["completion_window"],
            "created_at": int(time.time()),
            "metadata": asked.get("metadata"),
        }
        lines = [json.loads(line) for line in self._input(batch).splitlines()]
        faults = self.behaviour.faults(number, lines)
        if faults:
            batch |= {"status": "failed", "errors": {"object": "list", "data": faults}}
        batch["request_counts"] = {"total": len(lines), "completed": 0, "failed": 0}
        self.batches[batch["id"]] = batch
        return web.json_response(batch)

    async def _list(self, request: web.Request) -> web.Response:
        return _page(list(reversed(self.batches.values())), request)

    async def _retrieve(self, request: web.Request) -> web.Response:
        batch = self.batches.get(request.match_info["id"])
        if batch is None:
            return _error(404, "No such batch")
        self._polls[batch["id"]] += 1
        if batch["status"] == "validating":
            batch["status"] = "in_progress"
        if batch["status"] == "in_progress" and self._polls[batch["id"]] > self.behaviour.polls:
            self._end(batch, self.behaviour.ends(int(batch["id"].removeprefix("batch_"))))
        return web.json_response(batch)

    async def _cancel(self, request: web.Request) -> web.Response:
        batch = self.batches[request.match_info["id"]]
        self._end(batch, "cancelled")
        return web.json_response(batch | {"status": "cancelling"})

    async def _chat(self, request: web.Request) -> web.Response:
        received = Received(request.path, dict(request.headers), await request.read())
        self.online.append(received)
        return web.json_response(completion(answer_text(received), model=received.json["model"]))

    # --- within

    def _input(self, batch: Json) -> bytes:
        return self.files[batch["input_file_id"]][1]

    def _end(self, batch: Json, status: str) -> None:
        number = int(batch["id"].removeprefix("batch_"))
        output: list[bytes] = []
        errors: list[bytes] = []
        for line in self._input(batch).splitlines():
            dealt = self.behaviour.deal(number, json.loads(line))
            if isinstance(dealt, bytes):
                output.append(dealt)
            elif dealt is not None:
                raw = json.dumps(dealt, ensure_ascii=False).encode() + b"\n"
                (output if (dealt["response"] or {}).get("status_code") == 200 else errors).append(raw)
        output.reverse()  # in whatever order they came to be
        batch["status"] = status
        batch["request_counts"] |= {"completed": len(output), "failed": len(errors)}
        for name, data in (("output_file_id", output), ("error_file_id", errors)):
            if data:
                batch[name] = f"file-{len(self.files) + 1}"
                self.files[batch[name]] = (f"{batch['id']}_{name}.jsonl", b"".join(data))


@contextmanager
def batch_server(
    behaviour: Behaviour | None = None, server_class: type[BatchServer] = BatchServer
) -> Iterator[BatchServer]:
    """Serve for the length of a `with` block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="batch server", daemon=True)
    thread.start()
    there = server_class(behaviour or Behaviour())
    runner = web.AppRunner(there.app(), access_log=None, shutdown_timeout=0)

    async def start() -> str:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/v1"

    there.url = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield there
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def item(asked: Json) -> int:
    """Which item a request is about."""
    return int(re.findall(r"item (\d+)", json.dumps(asked))[-1])


def is_seo_line(asked: Json) -> bool:
    """Whether a request is for the SEO fields."""
    return is_seo(_received(asked["body"]))


def failing(status: int) -> web.Response:
    """A response that is an error."""
    return _error(status, "the server has a bad day")


def _received(body: Json) -> Received:
    return Received("/v1/chat/completions", {}, json.dumps(body, separators=(",", ":")).encode())


def _response(status: int, body: Json) -> Json:
    return {"status_code": status, "request_id": "q", "body": body}


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "", "param": None, "code": None}}, status=status)


def _page(entries: list[Json], request: web.Request) -> web.Response:
    limit, after = int(request.query.get("limit", 20)), request.query.get("after")
    start = next((n + 1 for n, entry in enumerate(entries) if entry["id"] == after), 0)
    page = entries[start : start + limit]
    return web.json_response({"object": "list", "data": page, "has_more": start + limit < len(entries)})
