"""Other answers to a question that has one: what a model invents differs from sample to sample."""

from collections.abc import Iterable
from contextlib import suppress

from gen.call import Outcome
from gen.errors import PageError
from gen.model.model import Model
from gen.postprocess import postprocess
from gen.prompting.prompt import Prompt
from gen.together import together


async def other_samples(
    model: Model, prompt: Prompt, numbers: Iterable[int], *, about: str = "", escaped: bool = False
) -> tuple[str, ...]:
    """The answers that came, as Markdown, in the order of their numbers; those that make no page are left out.

    Args:
        model: that wrote the first one.
        prompt: that it was asked with.
        numbers: of the samples. A number that was asked for before is served from the ledger.
        about: the key of the question, for the record.
        escaped: whether answers stand in pages as double-quoted strings.

    Raises:
        StopRun: no other request would fare better.
    """
    asked = (model.ask(prompt.messages, sample=number, kind="sample", about=about) for number in numbers)
    found = []
    for call in await together(asked):
        with suppress(PageError):
            if call.outcome is Outcome.OK:
                found.append(postprocess(call.text, escaped=escaped).answer)
    return tuple(found)
