"""What a call costs the client: `Endpoint.send` beside the bare client library, over the same fake server.

    python bench/endpoint.py FAKE_SERVER.py [--calls 2000] [--concurrency 64] [--rounds 3]

FAKE_SERVER.py is a script that serves OpenAI's chat completions on `--port`. All loops send the same bodies and take
turns; the best round of each counts, since whatever else the machine does only ever makes a round slower.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import openai

from gen.call import Outcome, Request
from gen.config import ModelSettings, Price, RunSettings
from gen.model.body import build_request
from gen.model.capabilities import resolve
from gen.model.endpoint import Endpoint

MODEL, KEY = "gpt-4o-mini", "sk-not-a-key"
PRICE = Price(input=0.15, output=0.6)
Send = Callable[[Request], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Round:
    wall: float  # seconds
    cpu: float  # seconds


async def ours(url: str, concurrency: int, requests: list[Request]) -> Round:
    async with Endpoint(url, KEY, RunSettings(concurrency=concurrency)) as endpoint:

        async def send(request: Request) -> bool:
            return (await endpoint.send(request, PRICE)).outcome is Outcome.OK

        return await timed(send, concurrency, requests)


async def low_level(url: str, concurrency: int, requests: list[Request]) -> Round:
    http_client = openai.DefaultAioHttpClient(limits=httpx2.Limits(max_connections=concurrency))
    async with openai.AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0, http_client=http_client) as client:

        async def send(request: Request) -> bool:
            response = await client.post("/chat/completions", cast_to=httpx2.Response, body=request.body)
            return bool(json.loads(response.content)["choices"][0]["message"]["content"])

        return await timed(send, concurrency, requests)


async def typed_aiohttp(url: str, concurrency: int, requests: list[Request]) -> Round:
    http_client = openai.DefaultAioHttpClient(limits=httpx2.Limits(max_connections=concurrency))
    async with openai.AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0, http_client=http_client) as client:
        return await timed(typed(client), concurrency, requests)


async def typed_default(url: str, concurrency: int, requests: list[Request]) -> Round:
    async with openai.AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0) as client:
        return await timed(typed(client), concurrency, requests)


def typed(client: openai.AsyncOpenAI) -> Send:
    async def send(request: Request) -> bool:
        completion = await client.chat.completions.create(**request.body)
        return bool(completion.choices[0].message.content)

    return send


async def timed(send: Send, concurrency: int, requests: list[Request]) -> Round:
    await send(requests[0])
    queue = iter(requests)
    wall, cpu = time.perf_counter(), time.process_time()

    async def worker() -> None:
        for request in queue:
            assert await send(request)

    await asyncio.gather(*(worker() for _ in range(concurrency)))
    return Round(time.perf_counter() - wall, time.process_time() - cpu)


LOOPS = {
    "Endpoint.send": ours,
    "AsyncOpenAI, aiohttp, low-level post": low_level,
    "AsyncOpenAI, aiohttp, typed": typed_aiohttp,
    "AsyncOpenAI, default transport, typed": typed_default,
}


def bodies(calls: int) -> list[Request]:
    settings = ModelSettings(temperature=0.7, seed=1)
    capabilities = resolve(MODEL, settings)
    system = {"role": "system", "content": "You answer questions of students. " * 20}
    return [
        build_request((system, {"role": "user", "content": f"What does {n} mean?"}), MODEL, settings, capabilities)
        for n in range(calls)
    ]


@contextmanager
def serving(script: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(script), "--port", str(port)], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        pin(server.pid)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def pin(server: int) -> None:
    """Server on one core, this process on another, so that neither is measured with the other."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(server, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:2]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.05, help="the server's, seconds (default %(default)s)")
    args = parser.parse_args()
    requests = bodies(args.calls)
    rounds: dict[str, list[Round]] = {name: [] for name in LOOPS}
    with serving(args.server) as url:
        for _ in range(args.rounds):
            for name, loop in LOOPS.items():
                rounds[name].append(asyncio.run(loop(url, args.concurrency, requests)))
    ideal = args.calls * args.latency / args.concurrency
    base = min(round.cpu for round in rounds["AsyncOpenAI, aiohttp, low-level post"])
    print(f"{args.calls} calls, {args.concurrency} at once, best of {args.rounds}")
    print(f"{'':40} {'wall s':>7} {'x ideal':>8} {'calls/s':>8} {'CPU ms a call':>14} {'x low-level':>12}")
    for name, runs in rounds.items():
        wall, cpu = min(run.wall for run in runs), min(run.cpu for run in runs)
        each = cpu / args.calls * 1000
        print(f"{name:40} {wall:7.2f} {wall / ideal:8.1f} {args.calls / wall:8.0f} {each:14.2f} {cpu / base:12.2f}")


if __name__ == "__main__":
    main()
