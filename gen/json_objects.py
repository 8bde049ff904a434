"""JSON objects that stand among other words, as models like to send them."""

import json
from collections.abc import Iterator

_TRIES = 20  # opening braces at which an object may begin: a hostile answer has millions


def json_objects(text: str) -> Iterator[dict[str, object]]:
    """The outermost objects of a text, in order, whatever stands around them. Raises nothing, whatever the text."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)
