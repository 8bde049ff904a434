"""A look at a draft's page as it stands on the disk, and at what the checks say of just that."""

from dataclasses import dataclass

from gen.errors import PageError
from gen.ledger import DraftRow, Inspected
from gen.ledger.wording import wording
from gen.page.page import NOT_SCORED, Page
from gen.page.reader import load_page
from gen.site.profile import SiteProfile
from gen.sources.references import References
from review.desk import Desk
from review.places import PageFile, locate, read_file


@dataclass(frozen=True, slots=True)
class Look:
    """A page, and what there is to say of it.

    Attributes:
        file: as it was read.
        page: what it says, None where it is no page of the site.
        error: why it is none, None where it is one.
        inspected: what the checks say of this version.
        again: True where they were run for this look.
        why: of that, as the beginning of a sentence: `The page was edited`, `The references changed`; else `""`.
    """

    file: PageFile
    page: Page | None
    error: PageError | None
    inspected: Inspected
    again: bool
    why: str = ""


EDITED = "The page was edited"
REFERENCES = "The references changed"


def look(desk: Desk, draft: DraftRow, *, anew: bool = False) -> Look:
    """Read a draft's page, and check it if it, or its references, are not as when it was checked last.

    Writes nothing down.

    Args:
        desk: where it is.
        draft: whose.
        anew: check it in any case.

    Raises:
        PageError: its file cannot be read.
    """
    file = _read(desk, draft)
    page, error = None, None
    try:
        page = load_page(file.text, desk.workspace.settings.site)
    except PageError as trouble:
        error = trouble.in_file(file.path)
    known = desk.ledger.inspection(draft.id, file.hash) if file.hash == draft.page_hash and not anew else None
    why = EDITED if known is None and not anew else ""
    if known is not None and known.sources not in (None, _contents(desk.references(draft))):
        known, why = None, REFERENCES
    return Look(file, page, error, known or _inspected(desk, draft, file, page, error), known is None, why)


def inspected_now(desk: Desk, draft: DraftRow, page: Page, text: str, page_hash: str) -> Inspected:
    """What the checks say of a draft's page, held against the references as they are now."""
    references = desk.references(draft)
    said = desk.suite.inspect(page, text, references, desk.ledger.assessments(draft.id))
    findings = tuple(finding.as_dict() for finding in said.findings)
    return Inspected(page_hash, said.score, said.needs_person, findings, said.facts, _contents(references))


def strangeness(page: Page, draft: DraftRow, site: SiteProfile) -> list[str]:
    """What of a page shows that it is not its draft's: `id 7 instead of 3`. Case and a closing `?` do not count."""
    place = f"{site.slug(page.subject)}/{site.slug(page.question)}"
    found = [f"id {page.id} instead of {draft.id}"] if page.id != draft.id else []
    if wording(page.question) != wording(draft.question):
        found.append(f"question {page.question!r} instead of {draft.question!r}")
    elif place != draft.key:
        found.append(f"its place would be {place} instead of {draft.key}")
    return found


def _read(desk: Desk, draft: DraftRow) -> PageFile:
    try:
        return read_file(locate(desk.workspace, draft.path))
    except PageError as error:
        brought = "`answerdesk gather` brings it" if desk.ledger.shared else "Bring it back"
        hint = error.hint or f"{brought}, or `answerdesk reject {draft.id} --reason broken`."
        raise PageError(f"draft {draft.id}: {error.message}", where=error.where, hint=hint) from None


def _inspected(desk: Desk, draft: DraftRow, file: PageFile, page: Page | None, error: PageError | None) -> Inspected:
    if page is None:
        message = error.message if error else ""
        return Inspected(file.hash, NOT_SCORED, needs_person=True, findings=(_unreadable(message, error),))
    return inspected_now(desk, draft, page, file.text, file.hash)


def _contents(references: References | None) -> str:
    return references.contents if references is not None else ""


def _unreadable(message: str, error: PageError | None) -> dict[str, str | int]:
    line = (error.line if error else 0) or 1
    return {
        "check": "page-unreadable",
        "severity": "error",
        "message": message,
        "field": error.field if error else "",
        "line": line,
        "column": 1,
        "end_line": line,
        "end_column": 1,
        "evidence": "",
        "suggestion": error.hint if error else "",
    }
