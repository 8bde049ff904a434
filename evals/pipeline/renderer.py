"""Runs the site's pipeline: one isolate a process, made when it is first needed, and anew after an answer broke it."""

import atexit
import json
import os
import re
import threading
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from evals.pipeline.errors import PipelineError
from evals.pipeline.shown import Code, Heading, Html, Link, List, Maths, Shown, Table

if TYPE_CHECKING:
    from evals.pipeline.isolate import Isolate

SECONDS = 10.0  # for one answer; the slowest published one took a quarter of one on a busy machine
MEMORY = 512 * 1024 * 1024  # bytes of its heap; 5,187 published answers, one after the other, left 80 MB

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")  # which UTF-8 cannot say
_KINDS: tuple[tuple[str, type[Any]], ...] = (
    *(("maths", Maths), ("links", Link), ("html", Html), ("tables", Table)),
    *(("lists", List), ("code", Code), ("headings", Heading)),
)


class Renderer:
    """The pipeline in an isolate of its own. For all threads: they take turns. A process that was forked makes another.

    Args:
        seconds: how long one answer may take.
        memory: bytes that the isolate may take.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._turn = threading.Lock()
        self._isolate: Isolate | None = None
        os.register_at_fork(after_in_child=self._after_fork)

    def html(self, answer: str, marks: Iterable[tuple[int, int, str]] = ()) -> str:
        """The HTML that the site shows, safe to show: raw HTML in it is text, and no address runs a script.

        Args:
            answer: Markdown, line breaks as they are.
            marks: start, end and name of what is put between `<mark data-finding="name">`.

        Raises:
            PipelineError: it cannot be done.
        """
        return self._call("pipeline.html", answer, json.dumps(list(marks)))

    def shown(self, answer: str) -> Shown:
        """What the site makes of an answer.

        Raises:
            PipelineError: it cannot be done.
        """
        found = json.loads(self._call("pipeline.facts", answer))
        # In order but for footnotes, which the site shows at the end.
        kinds: dict[str, Any] = {
            name: tuple(kind(*each) for each in sorted(found[name], key=_place)) for name, kind in _KINDS
        }
        text = found["text"]
        return Shown(text=tuple(sorted(zip(text[::2], text[1::2], strict=True))), **kinds)

    def problem(self, answer: str) -> str:
        """Why an answer has no HTML, `""` where it has. What is nested very deep may have facts and none."""
        try:
            self.html(answer)
        except PipelineError as error:
            return error.message
        return ""

    def close(self) -> None:
        """Let the isolate go; the next call makes another."""
        isolate, self._isolate = self._isolate, None
        if isolate is not None:
            atexit.unregister(self.close)
            isolate.close()

    def _call(self, function: str, answer: str, *arguments: str) -> str:
        with self._turn:
            if self._isolate is None:
                self._isolate = self._opened()
            try:
                return self._isolate.call(function, _LONE_SURROGATE.sub("\ufffd", answer), *arguments)
            except PipelineError:
                self.close()
                raise

    def _opened(self) -> "Isolate":
        from evals.pipeline.isolate import Isolate  # noqa: PLC0415

        atexit.register(self.close)  # an isolate that nobody closed keeps the interpreter from ending
        script = files("evals.pipeline").joinpath("pipeline.js").read_text("utf-8")
        return Isolate(script, self._seconds, self._memory)

    def _after_fork(self) -> None:
        self._turn = threading.Lock()  # another thread may have had its turn
        self.close()


def _place(fact: list[Any]) -> tuple[int, int]:
    return fact[0], fact[1]


RENDERER = Renderer()
"""The one of this process, for all who want no other bounds."""
