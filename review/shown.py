"""A dossier as text for people."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rich.text import Text

from evals.waiver import Waiver, claimed
from gen.ledger import Inspected, Run, State, Verdict
from gen.page.page import Page
from gen.tables import findings_text, score_text
from gen.visible import one_line, visible
from review.dossier import Dossier
from review.findings import place, tally
from review.output import money_text
from review.status import run_state

_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def shown(known: Dossier) -> Iterator[Text]:
    """The lines of a dossier: head, page, findings, receipt, history. What to type next is for the command to say."""
    yield from _head(known)
    if known.page is not None:
        yield from _page(known.page, known.description)
    if known.inspected is not None:
        yield from _findings(known, known.inspected)
    yield from _receipt(known.draft.receipt, known.run)
    if known.history:
        yield from _section("History")
        yield from (Text(f"  {line}") for line in map(verdict_line, known.history))


def next_steps(known: Dossier) -> str:
    """What can be done with a draft."""
    number, state = known.draft.id, known.draft.state
    if state is State.WAITING:
        override = ' --override "why"' if known.inspected is None or tally(known.inspected)["error"] else ""
        accept = f"answerdesk accept {number}{override}   or   " if known.page is not None else ""
        return f"{accept}answerdesk reject {number} --reason R"
    if state in (State.ACCEPTED, State.REJECTED):
        return f"answerdesk undo {number}"
    return "answerdesk status"


def source(text: str) -> Iterator[Text]:
    """The lines of a page's file with their numbers, which are those of the findings."""
    lines = text.split("\n")
    width = len(str(len(lines)))
    for number, line in enumerate(lines, 1):
        yield Text.assemble((f"{number:>{width}}  ", "dim"), visible(line))


def verdict_line(verdict: Verdict) -> str:
    """A verdict on a line: when, who, what, why."""
    role = f" ({verdict.role})" if verdict.role else ""
    reason = f" ({verdict.reason})" if verdict.reason else ""
    words = [f"in spite of errors: {verdict.override}"] if verdict.override else []
    words += [verdict.note] if verdict.note else []
    said = "".join(f" – {one_line(word)}" for word in words)
    line = f"{_time(verdict.at)}  {one_line(verdict.who + role)}: {verdict.kind}{reason}{said}"
    return f"{line}  [page {verdict.page_hash[:12]}]"


def _head(known: Dossier) -> Iterator[Text]:
    draft = known.draft
    score = known.inspected.score if known.inspected else draft.score
    edited = ", edited since it was checked" if known.edited else ""
    edited = ", references changed since it was checked" if known.outdated else edited
    yield Text(f"Draft {draft.id}: {draft.state}, score {score_text(score)}{edited}", "bold")
    yield Text(one_line(draft.question), "bold")
    reference = f", reference {draft.ref}" if draft.ref else ""
    yield Text(one_line(f"{draft.subject}, from {draft.where}{reference}"), "dim")
    if draft.path:
        page = f", page {known.inspected.page_hash[:12]}" if known.inspected else ""
        yield Text(one_line(f"{draft.path}{page}"), "dim")
    if known.trouble is not None:
        yield Text(f"The page cannot be shown: {visible(str(known.trouble))}", "bold red")
    if draft.error:
        yield Text(f"{draft.outcome}: {one_line(draft.error)}", "bold red")


def _page(page: Page, description: str) -> Iterator[Text]:
    yield from _section(f"Description as searchers see it, {len(description)} characters")
    yield Text(f"  {one_line(description)}")
    yield from _section("Keywords")
    yield Text(f"  {one_line(page.keywords)}")
    if page.related:
        yield from _section("Related articles")
        yield from (Text(one_line(f"  {related.id}  {related.title}  {related.url}")) for related in page.related)
    yield from _section("Answer")
    yield Text(visible(page.answer))
    waivers = list(claimed(page))
    if waivers:
        yield from _section("Findings that the page waves through")
        yield from (Text(f"  [{one_line(each.check)}] {_why(each)}") for each in waivers)


def _why(waiver: Waiver) -> str:
    words = f"where it says “{waiver.words}”: " if waiver.words else ""
    return one_line(f"{words}{waiver.reason or 'no reason given'}")


def _findings(known: Dossier, inspected: Inspected) -> Iterator[Text]:
    yield from _section(f"Findings: {findings_text(tally(inspected))}")
    if known.breakdown is not None:
        yield Text(f"  score {known.breakdown}", "dim")
    for finding in known.findings:
        head = (f"  {finding['severity']:<7} ", _STYLES[finding["severity"]])
        yield Text.assemble(head, f"{place(finding)}[{finding['check']}] ", one_line(str(finding["message"])))
        for sign, words in (("│", finding["evidence"]), ("→", finding["suggestion"])):
            if words.strip():
                yield Text(f"          {sign} {one_line(words)}", "dim")


def _receipt(receipt: Mapping[str, Any] | None, run: Run | None) -> Iterator[Text]:
    yield from _section("Receipt")
    if receipt is not None:
        yield from (Text(one_line(f"  {name:<9} {said}")) for name, said in _receipt_lines(receipt))
    if run is not None:
        begun = _time(run.started)
        yield Text(one_line(f"  {'run':<9} {run.id}, {run_state(run)}, begun {begun}, of {run.start.list}"))


def _receipt_lines(receipt: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Receipts are kept for years: what an older one does not say is left out."""
    answered = receipt.get("answered_by") or ""
    if receipt.get("model"):
        by = f" (answered by {answered})" if answered and answered != receipt["model"] else ""
        yield "model", f"{receipt['model']}{by}"
    if receipt.get("parameters"):
        yield "with", ", ".join(f"{name}={value}" for name, value in receipt["parameters"].items())
    if receipt.get("prompt_hash"):
        yield "prompt", f"{str(receipt['prompt_hash'])[:12]}, SEO {str(receipt.get('seo_prompt_hash', ''))[:12]}"
        yield "templates", ", ".join(receipt.get("templates", ()))
    tokens = [receipt.get(name) for name in ("prompt_tokens", "completion_tokens")]
    known = ["unknown" if number is None else f"{number:,}" for number in tokens]
    yield "tokens", f"{known[0]} in, {known[1]} out, {len(receipt.get('calls', ()))} calls"
    yield "cost", money_text(receipt.get("cost"))
    if receipt.get("tries"):
        kept = [number for number, each in enumerate(receipt["tries"], 1) if each.get("kept")]
        yield "tries", f"{len(receipt['tries'])}, kept {', '.join(map(str, kept))}; `show --tries` has them all"
    if receipt.get("steps"):
        yield "mended", ", ".join(receipt["steps"])


def _section(title: str) -> Iterator[Text]:
    yield Text("")
    yield Text(title, "bold")


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
