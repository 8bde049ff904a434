"""The row of steps that makes an answer of what a model said."""

from collections.abc import Callable
from dataclasses import dataclass

from gen.errors import PageError
from gen.postprocess.brackets import dollar_formulas
from gen.postprocess.chatter import (
    drop_farewell,
    drop_label,
    drop_openers,
    drop_template_marks,
    drop_thoughts,
    unwrap,
)
from gen.postprocess.controls import control_characters, line_breaks, written_line_breaks
from gen.postprocess.display import display_blocks
from gen.postprocess.mojibake import mend_mojibake
from gen.postprocess.money import escape_money
from gen.postprocess.tex import refuse_backslash_n, speakable_tex, speakable_text
from gen.postprocess.whitespace import trim_white_space

Step = Callable[[str], str]

STEPS: tuple[tuple[str, Step], ...] = (
    # Line breaks first: every later step reads lines.
    ("line-breaks", line_breaks),
    ("written-line-breaks", written_line_breaks),
    # What stands around the answer, from outside in: a fence around everything would make all of it code to the rest.
    ("thoughts", drop_thoughts),
    ("template-marks", drop_template_marks),
    ("farewell", drop_farewell),
    ("openers", drop_openers),
    ("fence", unwrap),
    ("label", drop_label),
    # Mojibake before control characters, since half of a mojibake letter may be one.
    ("mojibake", mend_mojibake),
    ("control-characters", control_characters),
    ("display-math", display_blocks),
    # Money before brackets: the dollars that brackets become must not pair with those that mean money.
    ("money", escape_money),
    ("brackets", dollar_formulas),
    ("white-space", trim_white_space),
)
"""Name and function of every step, in the order in which they run."""

ESCAPED_STEPS: tuple[tuple[str, Step], ...] = (
    ("tex", speakable_tex),
    ("backslash-n", speakable_text),
)
"""The further steps for an answer that stands escaped in the front matter."""

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Processed:
    """An answer as a page takes it.

    Attributes:
        answer: Markdown.
        steps: names of the steps that changed something, in order.
    """

    answer: str
    steps: tuple[str, ...] = ()


def postprocess(text: str, *, escaped: bool = True) -> Processed:
    r"""Makes an answer of what a model said.

    The row runs until nothing changes any more, so that `postprocess(answer)` of its own result changes nothing.

    Args:
        text: the model's words.
        escaped: the answer will stand escaped in the front matter, where backslash-n cannot be said.

    Raises:
        PageError: nothing is left of the answer, it cannot be encoded as UTF-8, it has a backslash-n that cannot be
            said another way, or its reasoning block does not close.
    """
    steps = STEPS + ESCAPED_STEPS if escaped else STEPS
    changed: dict[str, None] = {}
    for _ in range(_ROUNDS):
        before = text
        for name, step in steps:
            after = step(text)
            if after != text:
                changed[name] = None
                text = after
        if text == before:
            return Processed(_publishable(text, escaped=escaped), tuple(name for name, _ in steps if name in changed))
    raise PageError(
        f"the answer still changes after {_ROUNDS} rounds of post-processing",
        field="answer",
        hint="It nests fences or labels in a way no page does: ask the model again.",
    )


def _publishable(text: str, *, escaped: bool) -> str:
    """The answer, or the PageError that says why it is none."""
    if not text.strip():
        raise PageError("the answer is empty", field="answer", hint="Ask the model again.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise PageError(
            f"line {line} of the answer has half of a surrogate pair (U+{ord(text[error.start]):04X}), which is no "
            "character",
            field="answer",
            hint="The server cut a character in two: ask the model again.",
        ) from error
    return refuse_backslash_n(text) if escaped else text
