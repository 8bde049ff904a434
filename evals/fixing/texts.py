"""Fixes of texts: characters, words to the reader, a fence that nothing stands behind."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evals.fixing.fix import Fix, of_answer, same
from evals.reading import Reading
from gen.page.page import Page
from gen.postprocess.chatter import drop_farewell, drop_openers
from gen.postprocess.controls import control_characters
from gen.postprocess.mojibake import mend_mojibake

_TEXTS = ("description", "keywords", "answer")
_LAST_FENCE = re.compile(r"(?:`{3}|~{3})\s*\Z")
_LETTERS = re.compile(r"[^A-Za-z0-9]")
_INVISIBLE = re.compile("\\\\[abfv](?=[a-z]{2})|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b-\u200d\u2060\ufffe\uffff]")
_LONGEST_CHATTER = 500  # characters, at either end


def mend_characters(reading: Reading) -> Page:
    """The page without mojibake. Its question stays: other pages and drafts know it by its words."""
    return _changed(reading.page, _TEXTS, mend_mojibake)


def drop_controls(reading: Reading) -> Page:
    """The page without control characters."""
    return _changed(reading.page, _TEXTS, control_characters)


def drop_chatter(reading: Reading) -> str:
    """The answer without an opener that says nothing of the matter and without offers of more help at its end."""
    answer = reading.answer
    closed = drop_farewell(answer)
    opened = drop_openers(closed)
    return answer if opened == answer else opened.strip()


def drop_last_fence(reading: Reading) -> str:
    """The answer without a fence at its very end, which opens a code block with nothing in it."""
    if not _LAST_FENCE.search(reading.answer):
        return reading.answer
    start = reading.code.open_fence
    if start is None or reading.answer[start:].strip().strip("`~"):
        return reading.answer
    return reading.answer[:start].rstrip()


def _changed(page: Page, names: tuple[str, ...], step: Callable[[str], str]) -> Page:
    """The page with some texts as a step makes them; the same page where it changes none."""
    found: dict[str, Any] = {name: step(getattr(page, name)) for name in names}
    changed = {name: text for name, text in found.items() if text != getattr(page, name)}
    return replace(page, **changed) if changed else page


def _letters(page: Page) -> list[str]:
    """What no wrong encoding touches: letters and digits of ASCII, text by text."""
    return [_LETTERS.sub("", getattr(page, name)) for name in _TEXTS]


def _visible(page: Page) -> list[str]:
    """The texts without what does not show, and without backslashes that took a control character's place."""
    return [_INVISIBLE.sub("", getattr(page, name)) for name in _TEXTS]


def _is_middle(before: Page, after: Page) -> bool:
    """Whether a little is gone at the ends, and nothing else."""
    at = before.answer.find(after.answer)
    behind = len(before.answer) - at - len(after.answer)
    return at >= 0 and max(at, behind) <= _LONGEST_CHATTER < len(after.answer)


FIXES: tuple[Fix, ...] = (
    Fix("mojibake", "`’` for `â€™`", _TEXTS, mend_characters, same(_letters)),
    Fix(
        "control-character",
        "nothing for control characters",
        _TEXTS,
        drop_controls,
        same(_visible),
    ),
    Fix(
        "invisible-character",
        "nothing for zero-width spaces and byte-order marks",
        _TEXTS,
        drop_controls,
        same(_visible),
    ),
    of_answer("chatter", "no `Sure!` at the beginning, no `I hope this helps!` at the end", drop_chatter, _is_middle),
    of_answer(
        "code-unclosed",
        "no fence at the very end",
        drop_last_fence,
        same(lambda page: page.answer.rstrip("`~ \n\t")),
    ),
)
