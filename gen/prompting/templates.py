"""The templates of a folder, read once: what a file refers to, which files make a prompt, and the rendering."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

from jinja2 import FunctionLoader, nodes
from jinja2 import Template as Compiled
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import Context

from gen.errors import TemplateError
from gen.prompting.sandbox import Sandbox, close
from gen.prompting.uses import REFERENCES, Uses, uses

SUFFIX = ".md.j2"
MAX_BYTES = 262_144  # of one file; the largest shipped one has 4,000

_Block = Callable[[Context], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that a file names.

    Attributes:
        names: the file, or the alternatives of which the first that exists is taken; empty where an expression stands.
        line: where it is named.
        extends: is it the parent.
        sees_names: does the file see the names that the prompt is given (an import without context does not).
        optional: may it be missing.
    """

    names: tuple[str, ...]
    line: int
    extends: bool
    sees_names: bool
    optional: bool


class TemplateFolder:
    """The templates of a folder as they stood when this was made: a run does not see later edits.

    Only regular files below the folder that end in `.md.j2` are read. A name is the path below the folder, with `/`.

    Args:
        folder: the workspace's `prompts/`.

    Raises:
        TemplateError: there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise TemplateError("no such folder of templates", where=str(folder), hint="`answerdesk init` makes one")
        self.folder = folder
        self._sources: dict[str, str] = {}
        self._unreadable: dict[str, TemplateError] = {}
        self._trees: dict[str, nodes.Template] = {}
        self._uses: dict[str, Uses] = {}
        self._blocks: dict[str, dict[str, list[_Block]]] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self.sandbox = Sandbox(FunctionLoader(self._load))
        for path in sorted(folder.rglob(f"*{SUFFIX}")):
            self._read(path, path.relative_to(folder).as_posix())

    def _read(self, path: Path, name: str) -> None:
        try:
            # Line ends as Jinja sees them, so that a checkout with Windows line ends has the same hash.
            self._sources[name] = _text(path, self.folder.resolve())
        except (OSError, ValueError) as error:
            self._unreadable[name] = TemplateError(f"cannot be read: {error}", where=str(path))

    def _load(self, name: str) -> tuple[str, str, None] | None:
        return (self.source(name), str(self.folder / name), None) if name in self.names else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All files, also those that cannot be read."""
        return tuple(sorted([*self._sources, *self._unreadable]))

    def where(self, name: str, line: int = 0) -> str:
        """`file` or `file:line`, for messages."""
        return f"{self.folder / name}:{line}" if line else str(self.folder / name)

    def error(self, name: str, line: int, message: str, hint: str = "") -> TemplateError:
        """An error at a line of a file, with that line below it."""
        lines = self._sources.get(name, "").splitlines()
        shown = f"  {line} | {lines[line - 1]}" if 0 < line <= len(lines) else ""
        return TemplateError(message, where=self.where(name, line), hint=hint, context=shown)

    def source(self, name: str) -> str:
        """The text of a file.

        Raises:
            TemplateError: no such file, or it cannot be read.
        """
        if name in self._unreadable:
            raise self._unreadable[name]
        if name not in self._sources:
            raise TemplateError(f"no template {name!r}", where=str(self.folder), hint=close(name, self.names))
        return self._sources[name]

    def tree(self, name: str) -> nodes.Template:
        """The parsed file.

        Raises:
            TemplateError: no such file, or a mistake in its syntax.
        """
        if name not in self._trees:
            try:
                self._trees[name] = self.sandbox.parse(self.source(name), name)
            except TemplateSyntaxError as error:
                raise self.error(name, error.lineno, error.message or "syntax error") from error
        return self._trees[name]

    def uses(self, name: str) -> Uses:
        """What stands in the file, looked for once: a file that many prompts draw in is asked about for each of them.

        Raises:
            TemplateError: as `tree`.
        """
        if name not in self._uses:
            self._uses[name] = uses(self.tree(name))
        return self._uses[name]

    def references(self, name: str) -> Iterator[Reference]:
        """The files that a file names, in no order."""
        for node in self.uses(name).of(*REFERENCES):
            yield Reference(
                names=_constant_names(node.template),  # type: ignore[attr-defined]
                line=node.lineno,
                extends=isinstance(node, nodes.Extends),
                sees_names=getattr(node, "with_context", True),
                optional=getattr(node, "ignore_missing", False),
            )

    def parent(self, name: str) -> str:
        """The file that a file extends, `""` for none."""
        return next((reference.names[0] for reference in self.references(name) if reference.extends), "")

    def chain(self, name: str) -> tuple[str, ...]:
        """The file, its parent, its parent's parent. To be asked of checked files only."""
        parent = self.parent(name)
        return (name, *self.chain(parent)) if parent else (name,)

    def files(self, name: str) -> tuple[str, ...]:
        """The file, and then all that it draws in, directly or not, sorted. To be asked of checked files only."""
        if name not in self._files:
            found = {name}
            for reference in self.references(name):
                for other in reference.names:
                    found.update(self.files(other) if other in self._sources else ())
            self._files[name] = (name, *sorted(found - {name}))
        return self._files[name]

    def digest(self, files: Sequence[str]) -> str:
        """SHA-256 (hex) over name and content of the files, in this order."""
        total = hashlib.sha256()
        for name in files:
            total.update(f"{len(name)} {name} {len(self._sources[name])} {self._sources[name]}".encode())
        return total.hexdigest()

    def compiled(self, name: str) -> Compiled:
        """The file as code, made once.

        Raises:
            TemplateError: it does not compile.
        """
        try:
            return self.sandbox.get_template(name)
        except TemplateSyntaxError as error:
            raise self.error(name, error.lineno, error.message or "syntax error") from error

    def render(self, name: str, blocks: Sequence[str], values: Mapping[str, object]) -> list[str]:
        """The blocks of a checked file, each as text without white space around it; `""` for a block it has not.

        Raises:
            TemplateError: with the file and line where the rendering failed.
        """
        template = self.compiled(name)
        if name not in self._blocks:
            self._blocks[name] = self._chained_blocks(name)
        context = template.new_context(dict(values))
        context.blocks = there = self._blocks[name]
        self.sandbox.steps = 0
        try:
            return [self.sandbox.joined(there[block][0](context)).strip() if block in there else "" for block in blocks]
        except Exception as error:  # an expression of a template can fail in any way that Python knows
            raise self._failed(name, error) from error

    def _chained_blocks(self, name: str) -> dict[str, list[_Block]]:
        blocks: dict[str, list[_Block]] = {}
        for file in self.chain(name):
            for block, function in self.compiled(file).blocks.items():
                blocks.setdefault(block, []).append(function)
        return blocks

    def _failed(self, name: str, error: Exception) -> TemplateError:
        if isinstance(error, TemplateError):
            return error
        file, line = _place(error.__traceback__) or (name, 0)
        if isinstance(error, RecursionError):
            return self.error(file, line, "a macro calls itself without end")
        said = str(error) if isinstance(error, JinjaError) else f"{type(error).__name__}: {error}"
        return self.error(file, line, said)


def _text(path: Path, folder: Path) -> str:
    if not path.resolve().is_relative_to(folder):
        raise ValueError("it leads out of the folder of templates")
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it is not a file of at most {MAX_BYTES} bytes")
    return path.read_text(encoding="utf-8-sig")


def _constant_names(node: nodes.Expr) -> tuple[str, ...]:
    try:
        value = node.as_const()
    except nodes.Impossible:
        return ()
    names = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(names) if all(isinstance(name, str) for name in names) else ()


def _place(trace: TracebackType | None) -> tuple[str, int] | None:
    """File and line of the innermost template in a traceback."""
    found = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Compiled):
            found = template.name or "", template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found
