"""The golden set grows: what a reviewer said of a draft becomes a case."""

import itertools
import re
import unicodedata
from pathlib import Path

import yaml

from evals.catalogue import ALL
from evals.trials.case import Case, Origin
from evals.trials.cassette import ReadableDumper
from evals.trials.golden import golden_files, read_golden
from gen.errors import PageError, UsageError
from gen.files import write_atomic
from gen.ledger import DraftRow, Ledger, VerdictKind, standing
from gen.page.reader import read_page
from gen.workspace import Workspace

_LONGEST = 60  # characters of a case's id, cut between words
_TO_SAY = """\
    # What a good draft says, and what none may say; see docs/golden.md.
    # must:
    #   - A sentence as a person would put it.
    #   - {says: Names the syndrome, any: [Reye]}
    # must_not: []
"""


def case_of(ledger: Ledger, workspace: Workspace, draft_id: int, name: str = "") -> Case:
    """A case made of a draft: of an accepted one, its answer is the reference; of a rejected one, the checks that found
    errors in it are expected to find none, and the reviewer's words are kept for whoever writes the expectations.

    Args:
        ledger: open.
        workspace: where the page lies.
        draft_id: the draft's.
        name: the case's id; `""`: the words of the question.

    Raises:
        UsageError: there is no such draft, nobody has judged it, or its page cannot be read.
    """
    row = ledger.draft(draft_id)
    if row is None:
        raise UsageError(f"there is no draft {draft_id}", hint="`answerdesk list --state all` lists them.")
    said = standing(ledger.history(draft_id))
    if said is None:
        hint = "A case is made of a draft that somebody judged: accept it, reject it or send it back first."
        raise UsageError(f"draft {draft_id} has no verdict yet", hint=hint)
    accepted = said.kind in (VerdictKind.ACCEPT, VerdictKind.APPROVE)
    found = ledger.inspection(draft_id, said.page_hash)
    errors = {str(one["check"]) for one in found.findings if one["severity"] == "error"} if found else set()
    return Case(
        id=name or _named(row.question),
        question=row.question,
        subject=row.subject,
        reference=_answer(workspace, row) if accepted else "",
        clean=() if accepted else tuple(sorted(errors & set(ALL))),
        origin=Origin(draft=draft_id, verdict=str(said.kind), reason=said.reason, note=said.note),
    )


def add_case(workspace: Workspace, case: Case) -> Path:
    """Write a case into a file of its own: the other files are people's, comments and all.

    Raises:
        UsageError: there is a case of this id.
        SettingsError: a file of the golden set is malformed.
    """
    site = workspace.settings.site
    place = workspace.golden / f"{case.id}.yaml"
    known = {one.id for one in read_golden(workspace.golden, site)} if golden_files(workspace.golden) else set()
    if case.id in known or place.exists():
        raise UsageError(f"there is a case `{case.id}` already", hint="Give it another name with --id NAME.")
    data = {"cases": [case.model_dump(mode="json", exclude_defaults=True)]}
    text = yaml.dump(data, Dumper=ReadableDumper, sort_keys=False, allow_unicode=True, width=120)
    write_atomic(place, text + _TO_SAY)
    return place


def _named(question: str) -> str:
    """An id of a question's first words."""
    words = re.findall("[a-z0-9]+", unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower())
    kept = itertools.takewhile(lambda at: len("-".join(words[: at + 1])) <= _LONGEST, range(len(words)))
    return "-".join(words[at] for at in kept) or "case"


def _answer(workspace: Workspace, row: DraftRow) -> str:
    try:
        return read_page(workspace.root / row.path, workspace.settings.site).answer
    except (PageError, OSError) as error:
        raise UsageError(f"the page of draft {row.id} cannot be read: {error}") from error
