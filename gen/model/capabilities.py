"""Where servers differ: known by the model's name, set by the settings, or learned from the first refusal."""

import re

from gen.config import Capabilities, ModelSettings
from gen.model.error_body import read_error_body

Known = dict[str, str | bool]  # some fields of `Capabilities`

# A server nobody knows is taken for what most local ones are: llama.cpp, vLLM, SGLang, Ollama, LM Studio.
UNKNOWN = Capabilities(
    token_limit="max_tokens",  # noqa: S106, no password: tokens of text
    sampling=True,
    json_schema=True,
    schema_bounds=True,
    json_object=True,
    seed=True,
)

# The first line that fits a name wins. Sources: OpenAI's guides to reasoning and to structured outputs (strict
# schemas take no minLength and maxLength; json_schema since gpt-4o-2024-08-06, json_object since gpt-4-1106),
# DeepSeek's and Mistral's API references.
_BY_NAME: tuple[tuple[str, Known], ...] = (
    (r"o1-(mini|preview)", {"token_limit": "max_completion_tokens", "sampling": False, "json_schema": False}),
    (r"(gpt-5.*chat|chatgpt-)", {"token_limit": "max_completion_tokens", "schema_bounds": False}),
    (r"(gpt-[5-9]|o\d)", {"token_limit": "max_completion_tokens", "sampling": False, "schema_bounds": False}),
    (r"gpt-(3\.5|4$|4-|4o-2024-05-13)", {"json_schema": False}),
    (r"gpt-4", {"schema_bounds": False}),
    (r"deepseek-(chat|reasoner)$", {"json_schema": False}),
    (r"(open-)?(mi[sx]tral|ministral|magistral|codestral|pixtral)-.*(latest|\d{4})$", {"seed": False}),
)

_OTHER_LIMIT = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
_NO = (
    r"unsupported|(not|n't) (be )?(support(ed)?|permitted|allowed|available|implemented)|unrecogni[sz]ed|unavailable"
    r"|unknown (name|parameter|argument|field)|unexpected|extra (inputs|fields)|deprecated|no longer|must be|should be"
)
_COMPLAINS = re.compile(_NO, re.IGNORECASE)
# "Use 'max_completion_tokens' instead" names what is right, not what is wrong.
_ADVICE = re.compile(r"\buse [`'\"]?\w+[`'\"]?( instead)?", re.IGNORECASE)
_OUT_OF_RANGE = re.compile(
    r"too (large|long|high|low|small)|at (most|least)|less than|greater than|between|exceed|both be specified",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"response[_ ]format|json[_ ]?schema|structured[_ ]output|guided|grammar", re.IGNORECASE)
_BOUNDS = re.compile(r"m(in|ax)_?(length|items)", re.IGNORECASE)
_SCHEMA_ITSELF = re.compile(r"grammar|invalid schema|schema (contains|is too|has)|repetitions", re.IGNORECASE)
_SEED = re.compile(r"\bseed\b", re.IGNORECASE)
_SAMPLING = re.compile(r"\b(temperature|top_p)\b", re.IGNORECASE)


def resolve(model: str, settings: ModelSettings) -> Capabilities:
    """What is known of a model: the settings' word, else what its name tells. No field of the result is None."""
    said = settings.capabilities.model_dump(exclude_none=True)
    return UNKNOWN.model_copy(update={**_by_name(model), **said})


def learn(caps: Capabilities, error: str) -> Capabilities | None:
    """What a refusal teaches.

    Args:
        caps: what the refused request was built with.
        error: the body of the 400 or 422.

    Returns:
        The capabilities to try next, None where the refusal teaches nothing (a prompt that is too long, say).
        Every lesson but the name of the token limit turns something off, so that learning comes to an end.
    """
    said = read_error_body(error)
    text = _ADVICE.sub("", f"{said.param}: {said.message}")
    lesson = _format_lesson(caps, text)
    if lesson is None and _COMPLAINS.search(text) and not _OUT_OF_RANGE.search(text):
        lesson = _parameter_lesson(caps, text)
    return None if lesson is None else caps.model_copy(update=lesson)


def _by_name(model: str) -> Known:
    # "openai/gpt-5", "ft:gpt-4o-mini-2024-07-18:org::id"
    name = model.rsplit("/", 1)[-1].lower().removeprefix("ft:")
    return next((known for pattern, known in _BY_NAME if re.match(pattern, name)), {})


def _format_lesson(caps: Capabilities, text: str) -> Known | None:
    bounds = _BOUNDS.search(text)
    if not bounds and not _FORMAT.search(text):
        return None
    if caps.json_schema and caps.schema_bounds and (bounds or _SCHEMA_ITSELF.search(text)):
        return {"schema_bounds": False}
    if not _COMPLAINS.search(text) and not _SCHEMA_ITSELF.search(text):
        return None
    if caps.json_schema:
        return {"json_schema": False}
    return {"json_object": False} if caps.json_object else None


def _parameter_lesson(caps: Capabilities, text: str) -> Known | None:
    if caps.token_limit and re.search(rf"\b{caps.token_limit}\b", text):
        return {"token_limit": _OTHER_LIMIT[caps.token_limit]}
    if caps.sampling and _SAMPLING.search(text):
        return {"sampling": False}
    if caps.seed and _SEED.search(text):
        return {"seed": False}
    return None
