"""Why a draft can be rejected: a fixed list, so that reasons can be counted."""

import difflib
from collections.abc import Mapping

from gen.config import ReviewSettings
from gen.errors import UsageError

OTHER = "other"

REASONS: Mapping[str, str] = {
    "incorrect": "It says something that is not so.",
    "unsupported": "It claims what nobody could check: a source, a study, a number out of nowhere.",
    "unsafe": "Acting on it could harm: a dose, a diagnosis, a legal or financial step as personal advice.",
    "incomplete": "It leaves out what the question asks for, or ends before it is answered.",
    "off-topic": "It answers another question, or belongs to another subject.",
    "refusal": "It declines to answer, or talks about itself as a model.",
    "style": "It is right, and cannot be published as it reads: vague, wordy, repetitive, in the wrong tone.",
    "duplicate": "Another page answers the same question.",
    "broken": "It does not show as it should: formulas, tables, code, or the fields of the page.",
    OTHER: "None of these; a note says what.",
}


def reasons(settings: ReviewSettings) -> dict[str, str]:
    """All reasons by name, with what they mean: the fixed ones, and those that the settings add."""
    return {**REASONS, **settings.reasons}


def check_reason(reason: str, note: str, settings: ReviewSettings) -> None:
    """Refuse what is no reason.

    Raises:
        UsageError: an unknown reason; the close one and all of them are named. Or `other` without a note.
    """
    known = reasons(settings)
    if reason not in known:
        close = difflib.get_close_matches(reason, known, 1)
        hint = f"Did you mean `{close[0]}`?" if close else "The settings can add to them: `review.reasons`."
        raise UsageError(f"there is no reason `{reason}`; there are", hint=hint, context=listed(known))
    if reason == OTHER and not note.strip():
        raise UsageError("the reason `other` needs a note", hint='Say what is wrong: --note "…".')


def listed(known: Mapping[str, str]) -> str:
    """Reasons and their meanings, one a line."""
    width = max(map(len, known))
    return "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in known.items())
