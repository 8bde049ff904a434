"""Writes what the code knows better into the documents: commands, settings, reasons. Run by cog, held by a test."""

import ast
import importlib
import inspect
import os
import types
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

import evals.fixing.catalogue
import review.reasons
import review.tasks
from answerdesk import COMMANDS, command_parser
from gen.config import Settings


def commands() -> str:
    """Every command's `--help`, as it prints it."""
    os.environ["COLUMNS"] = "100"
    parts = []
    for name, (module, _) in COMMANDS.items():
        text = command_parser(name, importlib.import_module(module)).format_help()
        parts.append(f"## {name}\n\n```text\n{text.rstrip()}\n```\n")
    return "\n".join(parts)


def settings() -> str:
    """Every setting with type, default and meaning."""
    return "\n".join(_section(Settings, ""))


def reasons() -> str:
    """The reasons for rejecting, with what they mean."""
    return _table("reason", review.reasons.REASONS)


def dismissals() -> str:
    """The reasons for dismissing a finding, with what they mean."""
    return _table("reason", review.tasks.DISMISSALS)


def _table(what: str, meanings: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in meanings.items()]
    return "\n".join([f"| {what} | meaning |", "|---|---|", *rows])


def fixes() -> str:
    """What can be mended, check by check."""
    return evals.fixing.catalogue.as_markdown()


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """What stands below the fields of a model that describes none of them itself, by the field's name."""
    found = {name: field.description or "" for name, field in model.model_fields.items()}
    for base in reversed(model.__mro__):
        if not issubclass(base, BaseModel) or base is BaseModel:
            continue
        (body,) = (node.body for node in ast.parse(inspect.getsource(base)).body if isinstance(node, ast.ClassDef))
        for field, said in pairwise(body):
            match field, said:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = inspect.cleandoc(text)
    return found


def _section(model: type[BaseModel], prefix: str) -> list[str]:
    rows = [f"## {prefix or 'answerdesk.yaml'}", "", (model.__doc__ or "").split("\n\n", maxsplit=1)[0], ""]
    rows += ["| setting | type | default | meaning |", "|---|---|---|---|"]
    deeper, said = [], meanings(model)
    for name, field in model.model_fields.items():
        label = field.alias or name
        rows.append(f"| `{label}` | {_type(field.annotation)} | {_default(field)} | {_cell(said[name])} |")
        for inner, path in models_below(field.annotation, f"{prefix}.{label}".lstrip(".")):
            if not path.startswith("site"):
                deeper += ["", *_section(inner, path)]
    return rows + deeper


def models_below(annotation: Any, path: str) -> list[tuple[type[BaseModel], str]]:
    """The settings that a field of this type holds, each with its dotted path."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [(annotation, path)]
    if get_origin(annotation) is dict:
        return models_below(get_args(annotation)[1], f"{path}.NAME")
    if get_origin(annotation) in (Union, types.UnionType):
        return [found for arg in get_args(annotation) for found in models_below(arg, path)]
    return []


def _type(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(arg) for arg in args if arg is not types.NoneType)
    if origin is Annotated:
        return _type(args[0])
    if origin is Literal:
        return " or ".join(f"`{arg}`" for arg in args)
    if origin is dict:
        return f"mapping of {_type(args[1])}"
    if origin is tuple and args[-1] is Ellipsis:
        return f"list of {_type(args[0])}"
    return _NAMES.get(origin or annotation, "see below")


_NAMES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    tuple: "[lowest, highest]",
    Any: "anything",
}


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if field.default is None:
        return "unset"
    if isinstance(field.default, BaseModel) or field.default == {}:
        return ""
    shown = list(field.default) if isinstance(field.default, tuple) else field.default
    return f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
