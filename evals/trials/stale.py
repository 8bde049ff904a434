"""Why a cassette does not hold what would be asked now: which template changed, and what that changes in the prompt."""

import difflib
import json
from collections.abc import Mapping
from typing import Any

from evals.trials.cassette import Cassette
from gen.prompting.prompt import PromptLibrary

_SHOWN = 40  # lines of the difference; a screen


def why_stale(cassette: Cassette, body: Mapping[str, Any], library: PromptLibrary) -> str:
    """The reason, in lines for an editor.

    Args:
        cassette: what was recorded.
        body: of the request that is not on it.
        library: the templates as they are now.
    """
    changed = changed_templates(cassette, library)
    before = _nearest(cassette, body)
    lines = [f"{name} has changed since the cassette was recorded ({cassette.recorded})" for name in changed]
    if not changed:
        lines.append(f"what is asked has changed since {cassette.recorded}, and no template has: {_else(before, body)}")
    return "\n".join([*lines, *_difference(_spoken(before), _spoken(body))])


def changed_templates(cassette: Cassette, library: PromptLibrary) -> list[str]:
    """The files of `prompts/` that had a part in it, and are not what they were."""
    return [f"prompts/{name}" for name, digest in cassette.templates.items() if library.hash_of(name) != digest]


def _nearest(cassette: Cassette, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The recorded request that is most like this one."""
    spoken = _spoken(body)

    def likeness(other: Mapping[str, Any]) -> float:
        return difflib.SequenceMatcher(None, _spoken(other), spoken, autojunk=False).ratio()

    same_kind = [
        call.body for call in cassette.calls if ("response_format" in call.body) == ("response_format" in body)
    ]
    return max(same_kind or [call.body for call in cassette.calls], key=likeness, default={})


def _spoken(body: Mapping[str, Any]) -> list[str]:
    """What is said to the model, line by line."""
    said = body.get("messages") or ()
    return [line for one in said for line in (f"[{one['role']}]", *str(one["content"]).splitlines())]


def _else(before: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Which parameters differ; where none does, it is the question, the answer before, or the settings' site."""
    keys = dict.fromkeys((*before, *body))
    differ = [key for key in keys if key != "messages" and before.get(key) != body.get(key)]
    if not differ:
        return "the question, its notes, or the settings of the site"
    return "; ".join(f"`{key}` was {_short(before.get(key))}, and is {_short(body.get(key))}" for key in differ)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _difference(before: list[str], now: list[str]) -> list[str]:
    lines = list(
        difflib.unified_diff(before, now, "the prompt as recorded", "the prompt as it is now", n=1, lineterm="")
    )
    more = [f"... and {len(lines) - _SHOWN} more lines"] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]
