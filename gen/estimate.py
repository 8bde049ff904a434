"""What a run would take, before it is made: calls, tokens, money."""

from collections.abc import Mapping
from dataclasses import dataclass

from gen.config import Price, Settings
from gen.progress import money

# Characters a token in English prose: OpenAI's own rule of thumb ("one token is about four characters").
CHARACTERS_PER_TOKEN = 4.0
# Completion tokens where the ledger has no call of the model yet: the published answers' median is 2,537 characters.
ANSWER_TOKENS, SEO_TOKENS = 640.0, 110.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, expected and high.

    Attributes:
        calls: requests: two a question at least; all SEO tries at most.
        tokens: prompt and completion together.
        cost: US dollars; None where the price is unknown.
    """

    calls: tuple[int, int, int]
    tokens: tuple[int, int, int]
    cost: tuple[float, float, float] | None

    def as_dict(self) -> dict[str, object]:
        """As JSON takes it."""
        names = ("low", "expected", "high")
        return {
            "calls": dict(zip(names, self.calls, strict=True)),
            "tokens": dict(zip(names, self.tokens, strict=True)),
            "cost": None if self.cost is None else dict(zip(names, self.cost, strict=True)),
        }

    def __str__(self) -> str:
        cost = "cost unknown: the settings give no price" if self.cost is None else _range(*map(money, self.cost))
        return "\n".join(
            (
                f"calls   {_range(*(f'{n:,}' for n in self.calls))}",
                f"tokens  {_range(*(f'{n:,}' for n in self.tokens))}",
                f"money   {cost}",
            )
        )


def _range(low: str, expected: str, high: str) -> str:
    return expected if low == expected == high else f"{expected} expected ({low} to {high})"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the ledger has seen of a model, a mean a call of one kind; None where it has seen none."""

    completion_tokens: float | None = None
    calls_per_question: float | None = None


def estimate(questions: int, characters: int, model: str, settings: Settings, seen: Mapping[str, Seen]) -> Estimate:
    """Estimate a run of one model.

    Args:
        questions: how many.
        characters: of all their answer prompts together.
        model: its name.
        settings: the workspace's.
        seen: by kind of call, `answer` and `seo`, what the ledger knows of this model.
    """
    limit, tries = settings.model_settings(model).max_tokens, settings.seo.tries
    answer = seen.get("answer", Seen()).completion_tokens or ANSWER_TOKENS
    seo = seen.get("seo", Seen()).completion_tokens or SEO_TOKENS
    seo_calls = min(max(seen.get("seo", Seen()).calls_per_question or 1.0, 1.0), tries)
    asked = characters / CHARACTERS_PER_TOKEN
    price = settings.model_settings(model).price

    def one(answer_tokens: float, calls: float) -> tuple[int, int, float | None]:
        # An SEO prompt holds the answer; its own words are about as many as the answer prompt's.
        prompt = asked + calls * (asked + questions * answer_tokens)
        completion = questions * (answer_tokens + calls * seo)
        return round(questions * (1 + calls)), round(prompt + completion), _cost(price, prompt, completion)

    low, expected, high = one(answer / 2, 1), one(answer, seo_calls), one(limit, tries)
    costs = [cost for _, _, cost in (low, expected, high) if cost is not None]
    return Estimate(
        (low[0], expected[0], high[0]),
        (low[1], expected[1], high[1]),
        (costs[0], costs[1], costs[2]) if len(costs) == 3 else None,
    )


def _cost(price: Price | None, prompt: float, completion: float) -> float | None:
    return None if price is None else (prompt * price.input + completion * price.output) / 1e6
