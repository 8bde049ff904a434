"""A model for tests of whole runs: answers at once, over real HTTP, from a thread of its own."""

import asyncio
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.gen.misbehaving import Deed, Misbehaving, Received, answers

ANSWER = """\
The {about} keeps the flow going in one direction, and that is the whole of its work.

### How the {about} works

It opens when the pressure before it is higher than behind it, and closes when that turns round. Nothing else moves it.

- The leaflets are thin and strong.
- The cords keep them from turning over.
- The muscles pull on the cords while the chamber empties.

### What happens when the {about} fails

Blood flows back, the chamber before it is filled twice, and in time it grows wider. A murmur is often the first sign,
and an ultrasound of the heart shows how much flows back. Treatment depends on the amount and on what the patient feels.
"""
KEYWORDS = ["leaflets", "cords", "muscles", "chamber", "blood", "pressure", "murmur", "ultrasound", "patient", "flow"]
DESCRIPTION = "How the valve works, what keeps its leaflets in place, and which signs tell that it has failed."

Answerer = Callable[[Received], Deed]


def is_seo(request: Received) -> bool:
    """Whether the request is for the SEO fields."""
    return b'"json_schema"' in request.body


def about(request: Received) -> str:
    """The `[item …]` that the question holds, so that a test can tell what was asked how often."""
    found = re.findall(rb"item (\d+)", request.body)
    return f"item {found[-1].decode()}" if found else "valve"


def answer_text(request: Received) -> str:
    """What a good model says."""
    if is_seo(request):
        return json.dumps({"page_description": DESCRIPTION, "page_keywords": KEYWORDS})
    return ANSWER.format(about=about(request))


def well(request: Received) -> Deed:
    """A good answer."""
    return answers(answer_text(request))


class ModelServer:
    """The server, as the test sees it from its own thread."""

    def __init__(self, url: str, there: Misbehaving) -> None:
        self.url = url
        self._there = there

    @property
    def received(self) -> list[Received]:
        """All requests so far."""
        return list(self._there.received)

    def wait_for(self, number: int, seconds: float = 30.0) -> None:
        """Wait until so many requests have come, or time is up."""
        deadline = time.monotonic() + seconds
        while len(self._there.received) < number and time.monotonic() < deadline:
            time.sleep(0.005)

    def asked(self) -> Counter[tuple[str, str]]:
        """How often each question was asked for what."""
        return Counter((about(request), "seo" if is_seo(request) else "answer") for request in self.received)


@contextmanager
def model_server(answerer: Answerer = well) -> Iterator[ModelServer]:
    """Serve for the length of a `with` block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="model server")
    thread.start()
    there = Misbehaving(answerer)
    asyncio.run_coroutine_threadsafe(there.__aenter__(), loop).result()
    try:
        yield ModelServer(there.url, there)
    finally:
        asyncio.run_coroutine_threadsafe(there.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
