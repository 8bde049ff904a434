"""An error's body, in the dialects that servers speak: OpenAI, Azure, vLLM, llama.cpp, Mistral, Gemini, gateways."""

import html
import json
import re
from dataclasses import dataclass

LONGEST = 500  # characters of a message: an error is one line
_TITLE = re.compile(r"<title[^>]*>(.{0,200}?)</title", re.IGNORECASE | re.DOTALL)
_HTML = re.compile(r"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What an error's body says.

    Attributes:
        message: one line, `""` where there is none.
        type, code, param: as the server names them, `""` where it does not.
        moderated: a gateway's moderation would not take the prompt.
    """

    message: str = ""
    type: str = ""
    code: str = ""
    param: str = ""
    moderated: bool = False


def read_error_body(text: str) -> ErrorBody:
    """Read an error's body. Takes anything, never raises."""
    try:
        return _from_json(json.loads(text), depth=3)
    except (ValueError, RecursionError):
        return ErrorBody(_one_line(_title(text) if _HTML.match(text) else text))


def _from_json(said: object, depth: int) -> ErrorBody:
    if isinstance(said, list) and said and isinstance(said[0], dict):
        said = said[0]
    if not isinstance(said, dict):
        return ErrorBody(_one_line(str(said or "")))
    inner = said.get("error")
    if isinstance(inner, dict) and depth:
        return _from_json(inner, depth - 1)
    metadata = said.get("metadata")
    return ErrorBody(
        message=_one_line(_message(said, depth)),
        type=_word(said.get("type") or said.get("status")),
        code=_word(said.get("code")),
        param=_word(said.get("param")),
        moderated=isinstance(metadata, dict) and "flagged_input" in metadata,
    )


def _message(said: dict[str, object], depth: int) -> str:
    for name in ("message", "detail", "error", "error_description", "msg"):
        value = said.get(name)
        if isinstance(value, str) and value:
            return _unpacked(value, depth)
        if isinstance(value, list) and value:
            return "; ".join(_complaint(item) for item in value[:5])
        if isinstance(value, dict) and depth:
            return _from_json(value, depth - 1).message
    return ""


def _unpacked(message: str, depth: int) -> str:
    # Proxies put the whole JSON of what they got into `message`.
    if depth and message.startswith("{"):
        try:
            return _from_json(json.loads(message), depth - 1).message or message
        except (ValueError, RecursionError):
            return message
    return message


def _complaint(item: object) -> str:
    """One entry of a FastAPI `detail` list: where, and what."""
    if not isinstance(item, dict):
        return str(item)
    where = item.get("loc")
    place = ".".join(str(part) for part in where) if isinstance(where, list | tuple) else ""
    return f"{place}: {item.get('msg', '')}"


def _word(value: object) -> str:
    return str(value)[:100] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _title(page: str) -> str:
    title = _TITLE.search(page[:10_000])
    return f"an HTML page ({html.unescape(title[1]).strip()})" if title else "an HTML page"


def _one_line(text: str) -> str:
    return " ".join(text[: LONGEST * 4].split())[:LONGEST]
