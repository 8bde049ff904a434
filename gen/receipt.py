"""A draft's receipt: how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from gen.call import Call
from gen.prompting.prompt import Prompt
from gen.sources.passage import Passage

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a draft was made.

    Attributes:
        prompt_hash: of every template file that went into the answer's prompt.
        seo_prompt_hash: the same of the SEO prompt.
        templates: all of those files, relative to `prompts/`.
        model: the model asked for.
        answered_by: the model that answered, in the server's words.
        parameters: the request body without model and messages.
        calls: keys of the calls that made it, in order.
        prompt_tokens, completion_tokens: of all calls, other tries' too; None where a server did not say.
        cost: US dollars of all of them, None where it is not known of one.
        run_id: the run that made it.
        steps: the post-processor's steps that changed something.
        tries: where there was more than one: each as `gen.tries.Try.as_dict` gives it, or its error.
        sources: names and patterns of the references that the question names.
        passages: of references that stood in the prompt, in the order of their numbers there: place, and a hash of what
            it said.
    """

    prompt_hash: str
    seo_prompt_hash: str
    templates: tuple[str, ...]
    model: str
    answered_by: str
    parameters: Mapping[str, Any]
    calls: tuple[str, ...]
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: float | None
    run_id: int
    steps: tuple[str, ...]
    tries: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[str, ...] = ()
    passages: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def of(cls, prompts: Sequence[Prompt], calls: Sequence[Call], steps: Sequence[str], run_id: int) -> "Receipt":
        """The receipt of a draft.

        Args:
            prompts: the answer's, then those for the SEO fields.
            calls: the answer's, then those for the SEO fields.
            steps: of the post-processor.
            run_id: the run.
        """
        body = calls[0].request.body
        return cls(
            prompt_hash=prompts[0].hash,
            seo_prompt_hash=prompts[1].hash,
            templates=tuple(dict.fromkeys(file for prompt in prompts for file in prompt.files)),
            model=calls[0].request.model,
            answered_by=calls[0].model,
            parameters={name: value for name, value in body.items() if name not in ("model", "messages")},
            calls=tuple(call.request.key for call in calls),
            prompt_tokens=_total([call.prompt_tokens for call in calls]),
            completion_tokens=_total([call.completion_tokens for call in calls]),
            cost=_total([call.cost for call in calls]),
            run_id=run_id,
            steps=tuple(steps),
        )

    def with_tries(self, tries: Sequence[Mapping[str, Any]], calls: Sequence[Call]) -> "Receipt":
        """The same, with all tries that there were, and the tokens and the cost of all of their calls."""
        return replace(
            self,
            tries=tuple(tries),
            prompt_tokens=_total([call.prompt_tokens for call in calls]),
            completion_tokens=_total([call.completion_tokens for call in calls]),
            cost=_total([call.cost for call in calls]),
        )

    def resting_on(self, sources: Sequence[str], passages: Sequence[Passage]) -> "Receipt":
        """The same, with the references that the question names, and the passages that stood in the prompt."""
        kept = tuple({"source": each.source, "place": each.place, "key": each.key} for each in passages)
        return replace(self, sources=tuple(sources), passages=kept)

    def as_dict(self) -> dict[str, Any]:
        """The receipt as JSON takes it."""
        return asdict(self)


def _total(numbers: Sequence[Number | None]) -> Number | None:
    """The sum; unknown where one of them is: unknown is not zero."""
    known = [number for number in numbers if number is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(numbers) else None
