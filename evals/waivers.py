r"""Findings that a page's own front matter waves through, each with the reason.

    answerdesk:
      ignore:
        - check: maths-delimiter
          words: "\\(x\\)"
          reason: the page is about LaTeX itself

The site ignores the key, and the page's reader keeps it in `Page.other`. No model writes there: of what it answers,
nothing but the values of the page's own fields is made.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from evals.check import FrameCheck, Hit
from evals.checks.frame import IgnoreForbidden, IgnoreUnknown, IgnoreUnused, IgnoreWithoutReason
from evals.finding import Finding
from evals.place import evidence_of, shorten
from evals.report import Suppressed
from evals.waiver import KEY, Waiver
from gen.errors import PageError
from gen.mistakes import offer
from gen.page.page import Page
from gen.page.spans import Place, locate_key

MOST_COMPLAINTS = 20  # on one page

_EXAMPLE = "It looks like `answerdesk: {ignore: [{check: loop, reason: a refrain}]}`, with `words` if need be."


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings, parted.

    Attributes:
        kept: that stand.
        suppressed: that the page waves through.
        unused: waivers that were about none of them.
    """

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    unused: tuple[Waiver, ...]


def waive(findings: Iterable[Finding], waivers: Collection[Waiver]) -> Waived:
    """Part the findings of a page by what it waves through."""
    kept, suppressed, used = list[Finding](), list[Suppressed](), set[Waiver]()
    for finding in findings:
        about = _about(waivers, finding.check, finding.evidence)
        used.update(about)
        if about:
            suppressed.append(Suppressed(finding, about[0].reason))
        else:
            kept.append(finding)
    return Waived(tuple(kept), tuple(suppressed), tuple(waiver for waiver in waivers if waiver not in used))


@dataclass(frozen=True, slots=True)
class Waivers:
    """What one page waves through, while its checks are run.

    Attributes:
        of: the waivers that are valid.
        complaints: what is wrong with the others.
    """

    of: tuple[Waiver, ...] = ()
    complaints: tuple[Finding, ...] = ()
    _used: set[Waiver] = field(default_factory=set)

    def part(self, check: str, hits: Iterator[Hit], page: Page) -> tuple[Iterator[Hit], list[tuple[Hit, str]]]:
        """The hits that stand, and those that are waved through, with the reason."""
        mine = [waiver for waiver in self.of if waiver.check == check]
        if not mine:
            return hits, []
        kept, waved = list[Hit](), list[tuple[Hit, str]]()
        for hit in hits:
            about = _about(mine, check, evidence_of(hit, page))
            self._used.update(about)
            if about:
                waved.append((hit, about[0].reason))
            else:
                kept.append(hit)
        return iter(kept), waved

    def unused(self, checks: Collection[str]) -> Iterator[Finding]:
        """A complaint about each waiver of these checks, which were run, that was about nothing."""
        return (unused(waiver) for waiver in self.of if waiver.check in checks and waiver not in self._used)


def unused(waiver: Waiver) -> Finding:
    """The complaint about a waiver that is about no finding."""
    about = f" about `{waiver.words}`" if waiver.words else ""
    message = f"the page ignores findings of `{waiver.check}`{about}, and it has none"
    return _complaint(IgnoreUnused, message, waiver.place, waiver.words, "remove the entry, or correct its words")


def read_waivers(page: Page, text: str, known: Collection[str], forbidden: Collection[str]) -> Waivers:
    """What a page waves through.

    Args:
        page: the page.
        text: its file, `""` where it is not known.
        known: ids of all checks.
        forbidden: those of which no finding may be waved through.
    """
    if KEY not in page.other:
        return Waivers()
    said, waivers, complaints, bad = page.other[KEY], list[Waiver](), list[Finding](), set[object]()
    try:
        _Said.model_validate(said)
    except ValidationError as error:
        bad = {detail["loc"][1] if len(detail["loc"]) > 1 else None for detail in error.errors()}
        complaints += [_malformed(detail, text) for detail in islice(error.errors(), MOST_COMPLAINTS)]
    entries = said.get("ignore") if isinstance(said, dict) else None
    for number, raw in enumerate(entries if isinstance(entries, list) else []):
        if number in bad:
            continue
        entry = _Entry.model_validate(raw)
        place = _place(text, (KEY, "ignore", number, "check"))
        complaint = _objection(entry, place, known, forbidden)
        if complaint is None:
            waivers.append(Waiver(entry.check, entry.reason.strip(), entry.words, place))
        else:
            complaints.append(complaint)
    return Waivers(tuple(waivers), tuple(complaints[:MOST_COMPLAINTS]))


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    check: str
    reason: str = ""
    words: str = ""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    ignore: list[_Entry]


def _objection(entry: _Entry, place: Place, known: Collection[str], forbidden: Collection[str]) -> Finding | None:
    if entry.check in forbidden:
        message = f"no page may ignore findings of `{entry.check}`"
        return _complaint(IgnoreForbidden, message, place, entry.check, "remove the entry, and mend the page")
    if entry.check not in known:
        said = offer(entry.check, list(known)).partition("; known here")[0]
        message = f"the page ignores findings of `{shorten(entry.check)}`, and there is no such check{said}"
        return _complaint(IgnoreUnknown, message, place, entry.check, "`answerdesk checks` lists them")
    if not entry.reason.strip():
        message = f"the page ignores findings of `{entry.check}` without a reason, so they stand"
        return _complaint(IgnoreWithoutReason, message, place, entry.check, "add `reason:`")
    return None


def _malformed(detail: ErrorDetails, text: str) -> Finding:
    keys = (KEY, *detail["loc"])
    name = shorten(".".join(map(str, keys)))
    what = {"missing": "is missing", "extra_forbidden": "is no key that has a meaning here"}
    said = what.get(detail["type"], detail["msg"].removeprefix("Input "))
    return _complaint(IgnoreUnknown, f"`{name}` {said}", _place(text, keys), name, _EXAMPLE)


def _complaint(check: type[FrameCheck], message: str, place: Place, evidence: str, suggestion: str) -> Finding:
    return Finding(check.id, check.severity, message, "", *place, shorten(evidence), suggestion)


def _place(text: str, keys: tuple[int | str, ...]) -> Place:
    try:
        return locate_key(text, keys) if text else (0, 0, 0, 0)
    except PageError:
        return 0, 0, 0, 0


def _about(waivers: Iterable[Waiver], check: str, evidence: str) -> list[Waiver]:
    return [waiver for waiver in waivers if waiver.covers(check, evidence)]
