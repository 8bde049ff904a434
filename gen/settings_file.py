"""Reads `answerdesk.yaml`. Mistakes in it are shown at their line and column, with the lines around them."""

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gen.config import Settings
from gen.errors import SettingsError
from gen.mistakes import Keys, Misplaced, Mistake, SettingsSource, offer


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        SettingsError: at `file:line:column` of the first mistake, with all others below it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError("the settings are not UTF-8", where=str(path), hint="Save the file as UTF-8.") from error
    source = SettingsSource(path, text)
    try:
        doubles = list(_doubles(yaml.compose(text, yaml.SafeLoader)))
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line, mark.column) if mark else (0, 0)
        raise source.error([Mistake(f"this is not YAML: {error.problem or error.context}", place=place)]) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: 30 February
        raise SettingsError(f"this is not YAML: {str(error).splitlines()[0]}", where=str(path)) from error
    except RecursionError as error:
        raise SettingsError("the settings are nested too deeply", where=str(path)) from error
    try:
        settings = Settings.model_validate({} if data is None else data, context={"root": path.parent})
    except ValidationError as error:
        raise source.error([*doubles, *(each for detail in error.errors() for each in _mistakes(detail))]) from error
    if doubles:
        raise source.error(doubles)
    return settings.read_from(source)


def _doubles(node: yaml.Node | None, above: tuple[yaml.Node, ...] = ()) -> Iterator[Mistake]:
    """Keys that stand twice in one mapping. An alias that leads back to a node `above` is left alone."""
    if node is None or node in above:
        return
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                place = key.start_mark.line, key.start_mark.column
                yield Mistake(f"`{name}` stands here twice", place=place)
            seen.add(name)
            yield from _doubles(value, (*above, node))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubles(item, (*above, node))


def _mistakes(detail: ErrorDetails) -> Iterator[Mistake]:
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Misplaced):
        yield from cause.mistakes
    else:
        yield Mistake(_explain(detail), detail["loc"], at_key=detail["type"] == "extra_forbidden")


def _explain(detail: ErrorDetails) -> str:
    name = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return f"`{name}` is missing"
    if detail["type"] == "extra_forbidden":
        known = _names_beside(detail["loc"])
        return f"there is no setting `{name}`{offer(str(detail['loc'][-1]), known) if known else ''}"
    if detail["type"] in ("model_type", "dict_type"):
        return f"`{name}` should be a mapping, `key: value`" if name else "the settings should be a mapping of keys"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"`{name}` {message}" if name else f"the settings {message}"


def _names_beside(keys: Keys) -> list[str]:
    """The settings that may stand where the keys lead, for offering the close one."""
    annotation: Any = Settings
    for step in keys[:-1]:
        annotation = _below(annotation, str(step))
    return list(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def _below(annotation: Any, step: str) -> Any:
    """The type of what stands below a key."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(step)
        return _bare(field.annotation) if field else None
    inner = [each for each in get_args(annotation) if each is not ...]
    return _bare(inner[-1]) if inner else None


def _bare(annotation: Any) -> Any:
    """Without `| None` and without bounds."""
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(each for each in get_args(annotation) if each is not types.NoneType))
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation
