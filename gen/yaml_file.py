"""Reads a YAML file into a model. Mistakes in it are shown at their line and column, with the lines around them."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gen.errors import SettingsError
from gen.mistakes import Keys, Misplaced, Mistake, SettingsSource, offer

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class FileKind(Generic[Model]):
    """A kind of file that people write.

    Attributes:
        model: what it holds.
        whole, one: what messages call all of it, and one thing in it: `the settings`, `setting`.
        hint: where to read what may stand in it.
    """

    model: type[Model]
    whole: str
    one: str
    hint: str

    def read(self, path: Path) -> tuple[Model, SettingsSource]:
        """Read and check a file; an empty one is an empty mapping.

        Raises:
            SettingsError: at `file:line:column` of the first mistake, with all others below it.
            OSError: the file cannot be read.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise SettingsError(
                f"{self.whole} are not UTF-8", where=str(path), hint="Save the file as UTF-8."
            ) from error
        source = SettingsSource(path, text, self.hint)
        doubles, data = self._loaded(source)
        try:
            found = self.model.model_validate({} if data is None else data, context={"root": path.parent})
        except ValidationError as error:
            mistakes = [each for detail in error.errors() for each in self._mistakes(detail)]
            raise source.error([*doubles, *mistakes]) from error
        if doubles:
            raise source.error(doubles)
        return found, source

    def _loaded(self, source: SettingsSource) -> tuple[list[Mistake], Any]:
        try:
            return list(_doubles(yaml.compose(source.text, yaml.SafeLoader))), yaml.safe_load(source.text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line, mark.column) if mark else (0, 0)
            raise source.error([Mistake(f"this is not YAML: {error.problem or error.context}", place=place)]) from error
        except (yaml.YAMLError, ValueError) as error:  # ValueError: 30 February
            where = str(source.path)
            raise SettingsError(f"this is not YAML: {str(error).splitlines()[0]}", where=where) from error
        except RecursionError as error:
            raise SettingsError(f"{self.whole} are nested too deeply", where=str(source.path)) from error

    def _mistakes(self, detail: ErrorDetails) -> Iterator[Mistake]:
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, Misplaced):
            yield from cause.mistakes
        else:
            yield Mistake(self._explain(detail), detail["loc"], at_key=detail["type"] == "extra_forbidden")

    def _explain(self, detail: ErrorDetails) -> str:
        name = ".".join(map(str, detail["loc"]))
        if detail["type"] == "missing":
            return f"`{name}` is missing"
        if detail["type"] == "extra_forbidden":
            known = self._names_beside(detail["loc"])
            return f"there is no {self.one} `{name}`{offer(str(detail['loc'][-1]), known) if known else ''}"
        if detail["type"] in ("model_type", "dict_type"):
            return (
                f"`{name}` should be a mapping, `key: value`" if name else f"{self.whole} should be a mapping of keys"
            )
        message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
        return f"`{name}` {message}" if name else f"{self.whole} {message}"

    def _names_beside(self, keys: Keys) -> list[str]:
        """What may stand where the keys lead, for offering the close one."""
        annotation: Any = self.model
        for step in keys[:-1]:
            annotation = _below(annotation, str(step))
        return (
            list(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
        )


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
