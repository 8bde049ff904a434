"""An answer as readers will see it, with the words of its findings marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from evals.pipeline.errors import PipelineError
from evals.pipeline.renderer import Renderer
from gen.page.page import Page
from review.tasks import Task

_ORDINARY = 50_000  # characters; longer answers are not kept in memory

# An isolate of its own, so that nobody waits for somebody else's checks, and of less patience: the slowest published
# answer took a quarter of a second on a busy machine.
RENDERER = Renderer(seconds=2.0)


@dataclass(frozen=True, slots=True)
class Article:
    """An answer on the site.

    Attributes:
        html: safe to show; `""` where the pipeline cannot do it.
        trouble: why it cannot, `""` where it can.
    """

    html: Markup
    trouble: str = ""


def article(shown: Page, tasks: Iterable[Task]) -> Article:
    """The answer as the site shows it."""
    render = _rendered if len(shown.answer) <= _ORDINARY else RENDERER.html
    try:
        # Safe: the pipeline shows raw HTML as text and lets no script into an address.
        return Article(Markup(render(shown.answer, tuple(marks(shown.answer, tasks)))))  # noqa: S704
    except PipelineError as error:
        return Article(Markup(""), error.message)


def marks(answer: str, tasks: Iterable[Task]) -> list[tuple[int, int, str]]:
    """Where the words of findings stand in an answer. Words that occur more than once are taken in their order."""
    found: list[tuple[int, int, str]] = []
    at: dict[str, int] = {}
    for task in tasks:
        words = str(task.finding["evidence"]).removesuffix("…")
        if task.finding["field"] != "answer" or not words.strip():
            continue
        start = answer.find(words, at.get(words, 0))
        if start >= 0:
            at[words] = start + len(words)
            found.append((start, start + len(words), task.name))
    return found


@lru_cache(maxsize=128)
def _rendered(answer: str, marked: tuple[tuple[int, int, str], ...]) -> str:
    """A page is loaded again after each settlement, and by the next person: the pipeline takes some 5 ms."""
    return RENDERER.html(answer, marked)
