"""What a run would take, before it is made: calls, tokens, money, time.

Low: answers half as long as usual, and no further try at anything. Expected: as the ledger's newest calls went; where
it has none, as the constants below say. High: every answer as long as `max_tokens`, every SEO try and every try of the
gate taken, nothing cached. Tries that broke off and may have been charged for count as often as they happened so far.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gen.config import Price, Rate, Settings
from gen.gate import Gate
from gen.ledger.calls import Usage
from gen.model.cost import saving_of
from gen.progress import duration, money

# Characters a token in English prose: OpenAI's own rule of thumb ("one token is about four characters").
CHARACTERS_PER_TOKEN = 4.0
# Completion tokens where the ledger has no call of the model yet: the published answers' median is 2,537 characters.
ANSWER_TOKENS, SEO_TOKENS = 640.0, 110.0
# Drafts that do not pass a gate, where the ledger has no draft: a guess.
FAILING = 0.5

_UNSEEN = "unknown, since the ledger has no call of it yet"
_IN_BATCHES = "as long as the batches take: within `batch.window` each"

Range = tuple[float, float, float]  # low, expected, high


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be asked of one model.

    Attributes:
        model: its name.
        questions: how many.
        characters: of all their answer prompts together.
        price: None where it is not known.
        in_batches: it goes through the Batch API, and how long that takes nobody knows before.
    """

    model: str
    questions: int
    characters: int
    price: Price | None
    in_batches: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, expected and high.

    Attributes:
        calls: requests.
        tokens: prompt and completion together.
        cost: US dollars; None where the price is unknown.
        seconds: None where nobody can say; then `untimed` says why.
    """

    calls: tuple[int, int, int]
    tokens: tuple[int, int, int]
    cost: Range | None
    seconds: Range | None
    untimed: str = ""

    def as_dict(self) -> dict[str, object]:
        """As JSON takes it."""
        return {
            "calls": _named(self.calls),
            "tokens": _named(self.tokens),
            "cost": self.cost and _named(self.cost),
            "seconds": self.seconds and _named(self.seconds),
        }

    def __str__(self) -> str:
        cost = (
            "unknown, since the price is: say `price` in the settings"
            if self.cost is None
            else _range(self.cost, money)
        )
        time = self.untimed if self.seconds is None else _range(self.seconds, duration)
        return "\n".join(
            (
                f"calls   {_range(self.calls, _whole)}",
                f"tokens  {_range(self.tokens, _whole)}",
                f"money   {cost}",
                f"time    {time}",
            )
        )


@dataclass(frozen=True, slots=True)
class _Course:
    """One way that it may go, a mean of one kind of call each.

    Attributes:
        answers: answers a question.
        again: of them, those that go on from an answer.
        tries: SEO calls an answer.
        answer, seo: completion tokens a call.
        cached: the part of the prompts that the server has cached.
        risked: US dollars a call, for tries that broke off.
        samples: answers a question that are held against the first one; candidates are some for nothing.
    """

    answers: float
    again: float
    tries: float
    answer: float
    seo: float
    cached: float = 0.0
    risked: float = 0.0
    samples: float = 0.0


def estimate(work: Work, settings: Settings, seen: Mapping[str, Usage], failing: float | None = None) -> Estimate:
    """Estimate a run of one model.

    Args:
        work: what is asked of it.
        settings: the workspace's.
        seen: by kind of call, `answer` and `seo`, what the ledger's newest calls of this model took.
        failing: the part of the ledger's newest drafts that would not pass the gate; None where it has none.
    """
    courses = _courses(work.model, settings, seen, FAILING if failing is None else failing)
    low, expected, high = (_Sum.of(work, course, seen) for course in courses)
    return Estimate(
        (round(low.calls), round(expected.calls), round(high.calls)),
        (round(low.tokens), round(expected.tokens), round(high.tokens)),
        _costs(work.price, (low, expected, high)),
        None if work.in_batches else _seconds(work.model, settings, seen, (low, expected, high)),
        _IN_BATCHES if work.in_batches else _UNSEEN,
    )


def _courses(
    model: str, settings: Settings, seen: Mapping[str, Usage], failing: float
) -> tuple[_Course, _Course, _Course]:
    limit, tries = settings.model_settings(model).max_tokens, settings.seo.tries
    low, usual, most = _answers(Gate.of(settings), failing)
    answers, seos = seen.get("answer"), seen.get("seo")
    known = [usage for usage in (answers, seos) if usage and usage.prompt_tokens]
    expected = _Course(
        usual,
        usual - low,
        min(max(seos.calls / answers.calls if seos and answers else 1.0, 1.0), tries),
        min(answers.completion_tokens / answers.calls if answers else ANSWER_TOKENS, limit),
        min(seos.completion_tokens / seos.calls if seos else SEO_TOKENS, limit),
        sum(usage.cached_tokens for usage in known) / max(sum(usage.prompt_tokens for usage in known), 1),
        sum(usage.risked for usage in known) / max(sum(usage.calls for usage in known), 1),
    )
    expected = replace(expected, samples=max(0.0, settings.facts.samples + 1 - low))
    easy = replace(expected, answers=low, again=0.0, tries=1.0, answer=expected.answer / 2, risked=0.0)
    # Of a draft that was asked for again, the samples are other answers to another prompt.
    samples = settings.facts.samples if most > low else expected.samples
    return easy, expected, _Course(most, most - low, tries, limit, limit, risked=expected.risked, samples=samples)


def _answers(gate: Gate, failing: float) -> Range:
    """Answers a question, where a part of all drafts does not pass: the candidates, then one further try at a time."""
    if not gate.names:
        return gate.candidates, gate.candidates, gate.candidates
    again = sum(failing ** (gate.candidates + number) for number in range(gate.tries))
    return gate.candidates, gate.candidates + again, gate.candidates + gate.tries


@dataclass(frozen=True, slots=True)
class _Sum:
    """Calls and tokens of all of the work, by the course that it takes."""

    course: _Course
    answers: float
    seos: float
    prompt: float
    completion: float

    @property
    def calls(self) -> float:
        return self.answers + self.seos

    @property
    def tokens(self) -> float:
        return self.prompt + self.completion

    @classmethod
    def of(cls, work: Work, course: _Course, seen: Mapping[str, Usage]) -> "_Sum":
        answers = work.questions * course.answers
        seos = answers * course.tries
        answers += work.questions * course.samples
        asked = work.characters / max(work.questions, 1) / _characters_per_token(seen.get("answer"))
        again = course.again * work.questions * course.answer  # what is asked again holds the answer
        known = seen.get("seo")
        # An SEO prompt holds the answer; its own words are about as many as the answer prompt's.
        seo_prompt = max(known.prompt_tokens / known.calls if known else 0.0, asked + course.answer)
        completion = answers * course.answer + seos * course.seo
        return cls(course, answers, seos, answers * asked + again + seos * seo_prompt, completion)


def _characters_per_token(usage: Usage | None) -> float:
    known = usage is not None and usage.prompt_tokens and usage.characters
    return usage.characters / usage.prompt_tokens if usage is not None and known else CHARACTERS_PER_TOKEN


def _costs(price: Price | None, sums: tuple[_Sum, _Sum, _Sum]) -> Range | None:
    if price is None:
        return None
    low, expected, high = sums
    dearest = Rate(input=max(price.input, price.cache_write or 0.0, price.cached_input or 0.0), output=price.output)
    return _cost(price, low), _cost(price, expected), _cost(dearest, high)


def _cost(rate: Rate, one: _Sum) -> float:
    cached = one.prompt * one.course.cached
    prompt = one.prompt * rate.input - saving_of(cached, rate) * 1e6
    return (prompt + one.completion * rate.output) / 1e6 + one.calls * one.course.risked


def _seconds(model: str, settings: Settings, seen: Mapping[str, Usage], sums: tuple[_Sum, _Sum, _Sum]) -> Range | None:
    """By the mean of a call, so many at once, and no faster than the settings allow."""
    answers, seos = seen.get("answer"), seen.get("seo")
    if answers is None or seos is None:
        return None
    answer, seo, said = answers.seconds / answers.calls, seos.seconds / seos.calls, settings.model_settings(model)

    def one(each: _Sum) -> float:
        if not each.calls:
            return 0.0
        at_once = (each.answers * answer + each.seos * seo) / settings.run.concurrency
        requests = 60 * each.calls / said.requests_per_minute if said.requests_per_minute else 0.0
        tokens = 60 * each.tokens / said.tokens_per_minute if said.tokens_per_minute else 0.0
        return max(at_once, requests, tokens, answer + seo)

    low, expected, high = sums
    return one(low), one(expected), one(high)


def _named(numbers: Range) -> dict[str, float]:
    return dict(zip(("low", "expected", "high"), numbers, strict=True))


def _range(numbers: Range, shown: Callable[[float], str]) -> str:
    low, expected, high = map(shown, numbers)
    return expected if low == expected == high else f"{expected} expected ({low} to {high})"


def _whole(number: float) -> str:
    return f"{number:,.0f}"
