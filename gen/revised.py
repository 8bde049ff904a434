"""The rows of drafts that a reviewer sent back: a question list of its own."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gen.errors import ListError, RowError
from gen.ledger import DraftQuery, DraftRow, Ledger, State
from gen.question import Question
from gen.questions.read import read_questions
from gen.site.profile import SiteProfile


def revised_rows(
    ledger: Ledger, folders: Sequence[Path], site: SiteProfile, on_notice: Callable[[str], None]
) -> Iterator[Question]:
    """The questions whose drafts are to be made again.

    A row is read from its list, since that has the editor's notes, template and model. Where the list is gone, or has
    the question no more, what the ledger knows of it has to do.

    Args:
        ledger: where the drafts are.
        folders: what the lists' paths may be relative to.
        site: the profile.
        on_notice: told of rows that were not found again.
    """
    by_list: dict[str, dict[str, DraftRow]] = defaultdict(dict)
    for draft in ledger.drafts(DraftQuery(states=(State.REVISE,))):
        by_list[draft.where.rpartition(":")[0]][draft.key] = draft
    for name, wanted in by_list.items():
        path = next((folder / name for folder in folders if (folder / name).is_file()), Path(name))
        yield from _found(path, wanted, site)
        for draft in wanted.values():
            on_notice(f"draft {draft.id}: its row is not in {name} any more; it is asked without the row's notes")
            sources = tuple((draft.receipt or {}).get("sources", ()))
            row = (draft.question, draft.subject, draft.ref)
            yield Question(*row, sources=sources, where=draft.where, slug_rule=site.slug_rule)


def _found(path: Path, wanted: dict[str, DraftRow], site: SiteProfile) -> Iterator[Question]:
    """The rows that a list still has; they are taken out of `wanted`. It is read no further than the last of them."""
    try:
        for row in read_questions(path, site=site, on_notice=lambda _: None):
            if not wanted:
                return
            if not isinstance(row, RowError) and wanted.pop(row.key, None) is not None:
                yield row
    except ListError:
        return  # the caller says what was not found
