"""Which of the references a question means, by names and patterns."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath


def named(patterns: Iterable[str], names: Sequence[str]) -> list[str]:
    """The names that any of the patterns means, in the order of `names`.

    Args:
        patterns: a file's name below the folder (`who/aspirin.pdf`), its last part alone (`aspirin.pdf`), a folder
            (`who/`), or a pattern of the shell (`who/*.pdf`, in which `*` means `/` too).
        names: of all references.
    """
    wanted = list(patterns)
    return [name for name in names if any(_means(pattern, name) for pattern in wanted)]


def unknown(patterns: Iterable[str], names: Sequence[str]) -> list[str]:
    """The patterns that mean none of the names."""
    return [pattern for pattern in patterns if not any(_means(pattern, name) for name in names)]


def _means(pattern: str, name: str) -> bool:
    if name == pattern or (pattern.endswith("/") and name.startswith(pattern)):
        return True
    if "/" not in pattern:
        return PurePosixPath(name).name == pattern or fnmatchcase(name, pattern)
    return fnmatchcase(name, pattern)
