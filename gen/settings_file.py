"""Reads `answerdesk.yaml`. A mistake in it is shown at its line and column, with the lines around it."""

import difflib
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gen.config import Settings
from gen.errors import SettingsError

Loc = tuple[int | str, ...]


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        SettingsError: at `file:line:column`, for the first mistake in it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError("the settings are not UTF-8", where=str(path), hint="Save the file as UTF-8.") from error
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        _refuse_doubles(root)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _at(path, text, mark, f"this is not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"this is not YAML: {str(error).splitlines()[0]}", where=str(path)) from error
    try:
        return Settings.model_validate({} if data is None else data, context={"root": path.parent})
    except ValidationError as error:
        detail = error.errors()[0]
        mark = _find(root, detail["loc"], key=detail["type"] == "extra_forbidden")
        raise _at(path, text, mark, _explain(detail)) from error


def _refuse_doubles(node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"`{key.value}` stands here twice", problem_mark=key.start_mark)
            seen.add(key.value)
            _refuse_doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubles(item)


def _find(root: yaml.Node | None, loc: Loc, *, key: bool) -> yaml.Mark | None:
    """The place of a setting, as near as it stands in the file: of its key where `key` is asked for, else its value."""
    node, mark = root, root.start_mark if root else None
    for step in loc:
        found = _step(node, step)
        if found is None:
            break
        at_key, node = found
        mark = at_key.start_mark if key or at_key is node else node.start_mark
    return mark


def _step(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _explain(detail: ErrorDetails) -> str:
    name = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return f"`{name}` is missing"
    if detail["type"] == "extra_forbidden":
        known = _names_beside(detail["loc"])
        close = difflib.get_close_matches(str(detail["loc"][-1]), known, 1)
        offer = f"; did you mean `{close[0]}`?" if close else f"; known here: {', '.join(known)}"
        return f"there is no setting `{name}`{offer}"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"`{name}` {message}" if name else f"the settings {message}"


def _names_beside(loc: Loc) -> list[str]:
    """The settings that may stand where `loc` stands, for offering the close one."""
    model: object = Settings
    for step in loc[:-1]:
        if isinstance(model, type) and issubclass(model, BaseModel) and str(step) in model.model_fields:
            model = model.model_fields[str(step)].annotation
            inner = getattr(model, "__args__", ())
            models = [arg for arg in inner if isinstance(arg, type) and issubclass(arg, BaseModel)]
            model = models[-1] if models else model
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _at(path: Path, text: str, mark: yaml.Mark | None, message: str) -> SettingsError:
    if mark is None:
        return SettingsError(message, where=str(path))
    lines = text.splitlines()
    shown = []
    for number in range(max(0, mark.line - 2), min(len(lines), mark.line + 3)):
        shown.append(f"{'>' if number == mark.line else ' '} {number + 1:>4} | {lines[number]}")
    where = f"{path}:{mark.line + 1}:{mark.column + 1}"
    return SettingsError(message, where=where, context="\n".join(shown), hint="docs/settings.md lists every setting.")
