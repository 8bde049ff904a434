"""What a judge's answer says, or why nothing can be made of it. Nothing is guessed: a doubt is no verdict."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from gen.json_objects import json_objects

E = TypeVar("E", bound=StrEnum)

LONGEST_REASON = 400  # characters kept; one short sentence is asked for
LONGEST_QUOTE = 2_000  # a passage has some hundred


@dataclass(frozen=True, slots=True)
class Reply(Generic[E]):
    """An answer as it was asked for.

    Attributes:
        choice: one of the words that were offered.
        reason: one line.
        quote: `""` where none was asked for, or none given.
    """

    choice: E
    reason: str
    quote: str = ""


def read_reply(text: str, name: str, choices: type[E]) -> Reply[E] | str:
    """A reply, or one sentence about what is wrong with it. Raises nothing, whatever the text.

    An object that stands alone, in a fence or among other words is taken; two of them contradict each other, and so
    neither is.

    Args:
        text: the model's words.
        name: of the property that holds the choice.
        choices: what may be chosen; case, hyphens and underscores do not count.
    """
    found = [value for value in json_objects(text) if name in value]
    if not found:
        return "the answer has no JSON object" if "{" not in text else "the JSON object is cut off or malformed"
    if any(other != found[0] for other in found[1:]):
        return "the answer has several JSON objects that differ"
    said = found[0]
    chosen = said[name]
    choice = _choice(chosen, choices)
    if choice is None:
        return f"{shown(chosen)} is no {name}: there are {', '.join(choices)}"
    reason, quote = said.get("reason"), said.get("quote", "")
    if not isinstance(reason, str) or not reason.strip():
        return "the answer gives no reason"
    if not isinstance(quote, str) or len(quote) > LONGEST_QUOTE:
        return "what the answer quotes is no text, or thousands of characters"
    return Reply(choice, one_line(reason, LONGEST_REASON), quote.strip())


def one_line(text: str, longest: int) -> str:
    """The text on one line, and no longer than this many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def shown(value: object) -> str:
    """A value of the model's, for a message."""
    return f"“{one_line(value, 40)}”" if isinstance(value, str) else "what is no text"


def _choice(said: object, choices: type[E]) -> E | None:
    if not isinstance(said, str):
        return None
    words = " ".join(said.replace("_", " ").replace("-", " ").casefold().split())
    return next((choice for choice in choices if choice == words), None)
