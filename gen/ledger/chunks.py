"""Long lists in parts that one query takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

# Under the least number of parameters that an SQLite takes (999, before 3.32).
CHUNK = 900

T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in parts of at most `size`, in their order."""
    return (items[start : start + size] for start in range(0, len(items), size))
