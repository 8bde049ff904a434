"""The body of a chat completion, built once: the pivot that the runner, OpenAI's Batch API and vLLM take alike."""

import json
from collections.abc import Mapping, Sequence

from gen.call import Request
from gen.config import Capabilities, ModelSettings
from gen.errors import SettingsError

Json = dict[str, object]

BOUNDS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
# What the body says itself, and what would make the answer something other than one whole message.
NOT_EXTRA = frozenset({"model", "messages", "stream", "stream_options", "n", "tools", "functions", "response_format"})


def build_request(
    prompt_messages: Sequence[Mapping[str, str]],
    model: str,
    settings: ModelSettings,
    caps: Capabilities,
    *,
    schema: Mapping[str, object] | None = None,
    sample: int = 0,
    kind: str = "answer",
) -> Request:
    """Build a request.

    Args:
        prompt_messages: the prompt's messages, `role` and `content`.
        model: the model's name as the server knows it.
        settings: bounds, sampling and further parameters.
        caps: what the server takes; see `gen.model.capabilities.resolve`.
        schema: the value of `response_format.json_schema` (`name`, `strict`, `schema`), bounds and all: they are left
            out where the server does not take them. Where it takes no schema the prompt alone says the shape.
        sample: which sample of the same question; the seed, where there is one, moves on with it.
        kind: what it is for, see `gen.call.Request`.
    """
    body: Json = {
        "model": model,
        "messages": [dict(message) for message in prompt_messages],
        caps.token_limit or "max_tokens": settings.max_tokens,
    }
    body |= _sampling(settings, caps, sample)
    if schema is not None:
        body |= _response_format(schema, caps, prompt_messages)
    return Request({**body, **settings.extra}, sample=sample, kind=kind)


def check_extra(settings: ModelSettings, model: str) -> None:
    """Refuse `extra` parameters that cannot go over the wire, or that would change what an answer is.

    Raises:
        SettingsError: says which one.
    """
    where = f"models.{model}.extra"
    wrong = sorted(NOT_EXTRA & settings.extra.keys())
    if wrong:
        raise SettingsError(f"`{wrong[0]}` cannot be set by hand", where=where, hint="Answerdesk sets it itself.")
    for name, value in settings.extra.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"`{name}` is not JSON: {error}", where=where, hint="Put text into quotes.") from None


def without_bounds(schema: Mapping[str, object]) -> Json:
    """A JSON schema without its bounds of length and number."""
    return {name: _without(name, value) for name, value in schema.items() if name not in BOUNDS}


def _without(name: str, value: object) -> object:
    if isinstance(value, list):
        return [_without("", item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if name in {"properties", "$defs", "definitions"}:  # names of the user's, which may read like a bound
        return {key: _without("", item) for key, item in value.items()}
    return without_bounds(value)


def _sampling(settings: ModelSettings, caps: Capabilities, sample: int) -> Json:
    chosen: Json = {}
    if caps.sampling:
        chosen |= {"temperature": settings.temperature, "top_p": settings.top_p}
    if caps.seed and settings.seed is not None:
        chosen["seed"] = settings.seed + sample
    return {name: value for name, value in chosen.items() if value is not None}


def _response_format(schema: Mapping[str, object], caps: Capabilities, messages: Sequence[Mapping[str, str]]) -> Json:
    if caps.json_schema:
        sent = dict(schema) if caps.schema_bounds else without_bounds(schema)
        return {"response_format": {"type": "json_schema", "json_schema": sent}}
    # OpenAI refuses json_object where no message speaks of JSON.
    if caps.json_object and any("json" in message.get("content", "").lower() for message in messages):
        return {"response_format": {"type": "json_object"}}
    return {}
