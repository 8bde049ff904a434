"""What judging the drafts of a run would take, before it is made.

Low: a request for each sentence, answered in half as many tokens as usual. Expected: as the ledger's newest verdicts
went; where it has none, as the constants below say. High: pages as long as the longest, every sentence asked about as
often as may be, every one contradicted and refuted, every answer as long as `max_tokens`.
"""

from collections.abc import Mapping

from gen.config import Price, Settings
from gen.estimate import CHARACTERS_PER_TOKEN, Estimate, Range
from gen.ledger.calls import Usage

# Sentences that claim something, of 400 published pages: the median, and the most.
CLAIMS, MOST_CLAIMS = 17.0, 31.0
# Characters of a request about a sentence beside three passages of 600; completion tokens are a guess.
ASKED = 3_850.0
ANSWERED = 80.0
_UNTIMED = "beside the answers: a verdict is asked for while others are written"


def estimate_judging(questions: int, settings: Settings, seen: Mapping[str, Usage], price: Price | None) -> Estimate:
    """Estimate it.

    Args:
        questions: how many drafts.
        settings: the workspace's, with a judge.
        seen: by kind of call, `judge` and `refute`, what the ledger's newest calls of the judge took.
        price: the judge's; None where it is not known.
    """
    said = settings.facts.judge
    judged, refuted = seen.get("judge"), seen.get("refute")
    claims = judged.calls / judged.questions if judged and judged.questions else CLAIMS
    again = refuted.calls / judged.calls if judged and refuted else 0.0
    prompt = judged.prompt_tokens / judged.calls if judged else ASKED / CHARACTERS_PER_TOKEN
    answer = judged.completion_tokens / judged.calls if judged else ANSWERED
    most = settings.model_settings(said.model).max_tokens
    calls = (
        questions * claims,
        questions * claims * (1 + again),
        questions * max(claims, MOST_CLAIMS) * 2 * said.tries,
    )
    answers = (answer / 2, answer, float(most))
    tokens = [number * (prompt + each) for number, each in zip(calls, answers, strict=True)]
    cost = _cost(price, prompt, calls, answers)
    if cost is not None and said.max_cost is not None:
        cost = tuple(min(each, said.max_cost) for each in cost)  # type: ignore[assignment]
    low, expected, high = map(round, calls)
    return Estimate((low, expected, high), (round(tokens[0]), round(tokens[1]), round(tokens[2])), cost, None, _UNTIMED)


def _cost(price: Price | None, prompt: float, calls: Range, answers: Range) -> Range | None:
    if price is None:
        return None
    low, expected, high = (
        number * (prompt * price.input + answer * price.output) / 1e6
        for number, answer in zip(calls, answers, strict=True)
    )
    return low, expected, high
