"""Mistakes in `answerdesk.yaml`, shown at their line and column with the lines around them."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml

from gen.errors import SettingsError

Keys = tuple[int | str, ...]

_TAKEN_IN = 30  # names; the site has 26 subjects, and a hundred checks are no help
_SHOWN = 10  # more than a screen has are no help
_HINT = "docs/settings.md lists every setting."


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one setting.

    Attributes:
        message: one sentence that names it.
        keys: the way to it, from the top: `("run", "concurrency")`.
        at_key: it is the key itself that is wrong, not its value.
        place: line and column from 0, where they are known and the keys would not lead there.
    """

    message: str
    keys: Keys = ()
    at_key: bool = False
    place: tuple[int, int] | None = None


class Misplaced(ValueError):
    """Raised inside of a validator that knows more of a place than pydantic does, for any number of mistakes."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(mistake.message for mistake in self.mistakes))


@dataclass(frozen=True, slots=True)
class SettingsSource:
    """The file that settings were read from, and where to read what may stand in it."""

    path: Path
    text: str
    hint: str = _HINT

    def error(self, mistakes: Sequence[Mistake]) -> SettingsError:
        """All mistakes as one error, in the order of the file; its place is that of the first."""
        root = _compose(self.text)
        lines = self.text.splitlines()
        placed = sorted(((_place(root, mistake), mistake.message) for mistake in mistakes), key=lambda each: each[0])
        (first, message), *rest = placed
        shown = [_around(lines, first)]
        for place, other in islice(rest, _SHOWN - 1):
            shown += [f"{self._where(place)}: {other}", _around(lines, place)]
        if len(placed) > _SHOWN:
            shown.append(f"... and {len(placed) - _SHOWN:,} more mistakes")
        return SettingsError(message, where=self._where(first), context="\n".join(filter(None, shown)), hint=self.hint)

    def _where(self, place: tuple[int, int]) -> str:
        return f"{self.path}:{place[0] + 1}:{place[1] + 1}"


def unplaced(mistakes: Sequence[Mistake]) -> SettingsError:
    """The same for settings that no file says."""
    first, *rest = [f"{'.'.join(map(str, mistake.keys))}: {mistake.message}" for mistake in mistakes]
    return SettingsError(first, context="\n".join(rest), hint=_HINT)


def offer(name: str, known: Sequence[str]) -> str:
    """What to put behind a sentence about an unknown name: the close one, or all where they can be taken in."""
    close = difflib.get_close_matches(name, known, 1)
    if close or len(known) > _TAKEN_IN:
        return f"; did you mean `{close[0]}`?" if close else ""
    return f"; known here: {', '.join(known) or 'none'}"


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError:
        return None


def _place(root: yaml.Node | None, mistake: Mistake) -> tuple[int, int]:
    """As near to the setting as it stands in the file."""
    if mistake.place:
        return mistake.place
    node, mark = root, root.start_mark if root else None
    for step in mistake.keys:
        found = _step(node, step)
        if found is None:
            break
        at_key, node = found
        mark = at_key.start_mark if mistake.at_key else node.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _step(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        # The last of two keys of one name is the one that counts.
        return next(((key, value) for key, value in reversed(node.value) if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _around(lines: list[str], place: tuple[int, int]) -> str:
    at = place[0]
    numbers = range(max(0, at - 2), min(len(lines), at + 3))
    return "\n".join(f"{'>' if number == at else ' '} {number + 1:>4} | {lines[number]}" for number in numbers)
