"""The tries at one draft: candidates, and what was asked for again. One is kept, and the others stay visible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gen.call import Call
from gen.gate import Finding
from gen.ledger import Inspected
from gen.page.page import Page
from gen.postprocess import Processed
from gen.prompting.prompt import Prompt

# A question's samples of one making lie this far apart, so that a later making never meets an earlier one's candidates.
STRIDE = 1000


@dataclass(frozen=True, slots=True)
class Try:
    """A page that was made of a question.

    Attributes:
        why: what it was made for: `first`, `candidate`, `gate` (the answer again) or `gate, SEO` (its fields again).
        prompt, call: of the answer.
        processed: the answer.
        seo_prompts, seo_calls: the conversation about the SEO fields.
        page, text: the page, and its file.
        inspected: what the checks said.
        failing: of that, what the gate does not let pass.
    """

    why: str
    prompt: Prompt
    call: Call
    processed: Processed
    seo_prompts: tuple[Prompt, ...]
    seo_calls: tuple[Call, ...]
    page: Page
    text: str
    inspected: Inspected
    failing: tuple[Finding, ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls that it took."""
        return self.call, *self.seo_calls

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Their prompts."""
        return self.prompt, *self.seo_prompts

    def as_dict(self, *, kept: bool) -> dict[str, Any]:
        """For the receipt."""
        return {
            "why": self.why,
            "kept": kept,
            "score": self.inspected.score,
            "failing": [{name: finding[name] for name in ("check", "message")} for finding in self.failing],
            "calls": [call.request.key for call in self.calls],
        }


def best(tries: Sequence[Try]) -> Try:
    """The one to keep: what passes the gate goes before, then score, then few findings at the gate, then the first."""
    return max(tries, key=lambda each: (not each.failing, each.inspected.score, -len(each.failing)))
