"""The Jinja environment of the templates: plain text, strict, no way to Python, and an end to every loop.

Templates are files of the workspace, written by its editors. The sandbox keeps their mistakes small: it is no wall
against an author who wants to fill the memory of his own machine.
"""

import dataclasses
import difflib
import re
from collections.abc import Iterable
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_STEPS = 100_000  # turns of all loops and calls of all macros in one prompt; a shipped template takes fewer than 20
MAX_LENGTH = 1_000_000  # of one message in characters, some 250,000 tokens: beyond the window of most models

# fmt: off
FILTERS = frozenset({
    "abs", "capitalize", "count", "default", "first", "int", "join", "last", "length", "list", "lower", "map", "reject",
    "replace", "reverse", "round", "select", "sort", "string", "title", "trim", "truncate", "unique", "upper",
    "wordcount",
})
_METHODS = frozenset({
    "capitalize", "count", "endswith", "find", "get", "index", "items", "keys", "lower", "lstrip", "removeprefix",
    "removesuffix", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper", "values",
})
# fmt: on
_PLAIN = (str, bytes, int, float, list, tuple, dict, set)


def close(name: str, known: Iterable[str]) -> str:
    """A hint for a name that is not known: the close one, or all there are."""
    options = sorted(known)
    near = difflib.get_close_matches(name, options, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there is {', '.join(options)}" if options else ""


def tagged(text: str, tag: str) -> str:
    """The text between `<tag>` and `</tag>`, unchanged.

    The tag is numbered (`<question-2>`) where the text holds one of its own, so that no text can end its own frame.
    """
    name, number = tag, 1
    while re.search(rf"<\s*/?\s*{re.escape(name)}\b(?!-)", text, re.IGNORECASE):
        number += 1
        name = f"{tag}-{number}"
    gap = "\n" if "\n" in text else ""
    return f"<{name}>{gap}{text}{gap}</{name}>"


def bounded_range(*bounds: int) -> range:
    """`range`, of at most `MAX_STEPS` numbers."""
    numbers = range(*bounds)
    if numbers and (len(numbers) if abs(numbers[-1] - numbers[0]) < 2**62 else MAX_STEPS + 1) > MAX_STEPS:
        raise SecurityError(f"a range of more than {MAX_STEPS} numbers")
    return numbers


class Missing(StrictUndefined):
    """What is not there. Any use of it fails, and says what is there instead."""

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            return self._undefined_hint
        if dataclasses.is_dataclass(self._undefined_obj):
            known = [field.name for field in dataclasses.fields(self._undefined_obj)]
            return f"no attribute {name!r}: {close(name, known)}"
        return super()._undefined_message


def _step(line: int) -> nodes.Node:
    call = nodes.Call(nodes.EnvironmentAttribute("step"), [], [], None, None)
    return nodes.ExprStmt(call).set_lineno(line)


class _Counting(CodeGenerator):
    """Has every turn of a loop and every call of a macro counted."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802  the visitor's name for it
        node.body.insert(0, _step(node.lineno))
        super().visit_For(node, frame)

    def macro_body(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> tuple[Frame, MacroRef]:
        node.body.insert(0, _step(node.lineno))
        return super().macro_body(node, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja as templates get it: the filters of `FILTERS` and `tagged`, `range`, and nothing else."""

    code_generator_class = _Counting
    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,  # else the last line of an included file runs into what follows it
            autoescape=False,  # prompts are plain text
            cache_size=-1,
            auto_reload=False,
        )
        self.globals = {"range": bounded_range}
        self.filters = {name: self.filters[name] for name in FILTERS} | {"tagged": tagged}
        self.steps = 0

    def step(self) -> None:
        """Count a step of the prompt that is being rendered."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TemplateRuntimeError(f"more than {MAX_STEPS} turns of loops and calls of macros")

    def joined(self, pieces: Iterable[str]) -> str:
        """The pieces of a message as one text; refused when it grows beyond `MAX_LENGTH`."""
        kept, length = [], 0
        for piece in pieces:
            length += len(piece)
            if length > MAX_LENGTH:
                raise TemplateRuntimeError(f"a message of more than {MAX_LENGTH} characters")
            kept.append(piece)
        return "".join(kept)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`*`, `**` and `%` of numbers only: `"x" * 1000000000` fills the memory before anybody can count it."""
        if not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            raise SecurityError(f"{operator!r} is for numbers only")
        if operator == "**" and abs(right) > 64:
            raise SecurityError("a power beyond 64")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> None:
        """Without `str.format`, whose widths have no bound."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No underscore names (Jinja's rule), and of plain values only methods that make nothing larger."""
        if type(value) is str:  # nearly all that templates name; what Jinja hides besides is no text
            return not attr.startswith("_")
        if callable(value) and isinstance(obj, _PLAIN) and attr not in _METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)
