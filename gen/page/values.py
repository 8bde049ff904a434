"""YAML for data of any shape: what a page says beyond its own fields."""

import datetime
import math
from collections.abc import Iterator
from functools import lru_cache

from gen.errors import PageError
from gen.page.scalars import EARLIEST_YEAR, LARGEST_INTEGER, Scalar, check_text, is_plain, quoted, scalar

_LONGEST_KEY = 100  # YAML readers look 1024 characters ahead for the colon, and an escape is six
_DEEPEST = 16

Value = Scalar | list["Value"] | dict[str, "Value"]


def entry(key: str, value: Value, column: int, step: int, depth: int = 1) -> Iterator[str]:
    """The lines of a key and its value: mappings indented by `step`, lists an item or an item's key a line.

    Raises:
        PageError: some reader would not give the value back.
    """
    pad = " " * column
    if depth > _DEEPEST:
        raise PageError(f"{key!r} is nested deeper than {_DEEPEST} levels", field=key)
    if isinstance(value, dict) and value:
        yield f"{pad}{key_text(key)}:"
        for name, inner in value.items():
            yield from entry(name, inner, column + step, step, depth + 1)
    elif isinstance(value, list) and value:
        yield f"{pad}{key_text(key)}:"
        for item in value:
            yield from _item(item, key, column + 2, step, depth + 1)
    else:
        yield f"{pad}{key_text(key)}: {_flow(value, key, depth + 1)}"


def _item(item: Value, key: str, column: int, step: int, depth: int) -> Iterator[str]:
    """The lines of a list's item."""
    dash = f"{' ' * column}- "
    if isinstance(item, dict) and item:
        lines = [line for name, inner in item.items() for line in entry(name, inner, len(dash), step, depth + 1)]
        yield f"{dash}{lines[0][len(dash) :]}"
        yield from lines[1:]
    else:
        yield f"{dash}{_flow(item, key, depth)}"


@lru_cache(maxsize=256)  # those of a site are the same on all of its pages
def key_text(key: str) -> str:
    """A key as it stands before the colon.

    Raises:
        PageError: it is too long to be one, or holds what YAML cannot.
    """
    if len(key) > _LONGEST_KEY:
        raise PageError(f"the key {key[:20]!r}... is longer than {_LONGEST_KEY} characters", field=key[:_LONGEST_KEY])
    check_text(key, "a key")
    return key if is_plain(key) and not key.startswith("-") else quoted(key)


def leaf(value: Scalar, field: str) -> str:
    """A single value in its plainest form.

    Raises:
        PageError: JavaScript could not hold it.
    """
    if isinstance(value, str):
        check_text(value, field)
    elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise PageError(f"{field} has a number beyond {LARGEST_INTEGER}, which JavaScript would round", field=field)
    elif isinstance(value, float) and not math.isfinite(value):
        raise PageError(f"{field} has a number that is none: {value}", field=field)
    elif isinstance(value, datetime.date) and value.year < EARLIEST_YEAR:
        raise PageError(f"{field} has a date before the year {EARLIEST_YEAR}", field=field)
    return scalar(value)


def _flow(value: Value, field: str, depth: int) -> str:
    """On one line; within brackets and braces texts are quoted."""
    if depth > _DEEPEST:
        raise PageError(f"{field!r} is nested deeper than {_DEEPEST} levels", field=field)
    if isinstance(value, dict):
        inside = (f"{_quoted(key, field)}: {_inside(item, field, depth)}" for key, item in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inside(item, field, depth) for item in value) + "]"
    return leaf(value, field)


def _inside(value: Value, field: str, depth: int) -> str:
    return _quoted(value, field) if isinstance(value, str) else _flow(value, field, depth + 1)


def _quoted(text: str, field: str) -> str:
    check_text(text, field)
    return quoted(text)
