"""Question lists that name references: the names have to mean something."""

from collections.abc import Iterable, Iterator

from gen.errors import RowError
from gen.question import Question
from gen.sources.sources import Sources


def with_known_sources(rows: Iterable[Question | RowError], sources: Sources | None) -> Iterator[Question | RowError]:
    """The rows; one that names a reference that is not there is a bad one, before anything is paid for it.

    Args:
        rows: of a list.
        sources: the workspace's, None where it has none.
    """
    for row in rows:
        if not isinstance(row, Question) or not row.sources:
            yield row
            continue
        unknown = list(row.sources) if sources is None else sources.unknown(row.sources)
        if not unknown:
            yield row
            continue
        names = ", ".join(repr(name) for name in unknown)
        message = f"no reference is named {names}"
        yield RowError(
            message, where=row.where, hint="`answerdesk sources` lists those that were read, and the others."
        )
