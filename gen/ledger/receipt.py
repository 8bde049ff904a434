"""A draft's receipt: how it was made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a draft was made.

    Attributes:
        prompt_hash: of every template file and word that went into the answer's prompt.
        templates: those files, relative to `prompts/`.
        model: the model asked for.
        answered_by: the model that answered, in the server's words.
        parameters: the request body without model and messages.
        calls: keys of the calls that made it, in order.
        prompt_tokens, completion_tokens: of all of them, None where a server did not say.
        cost: US dollars of all of them, None where it is not known of one.
        run_id: the run that made it.
        steps: the post-processor's steps that changed something.
    """

    prompt_hash: str
    templates: tuple[str, ...]
    model: str
    answered_by: str
    parameters: Mapping[str, Any]
    calls: tuple[str, ...]
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: float | None
    run_id: int
    steps: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The receipt as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Receipt":
        """The receipt that `as_dict` gave."""
        lists = {name: tuple(said.get(name, ())) for name in ("templates", "calls", "steps")}
        return cls(**{**said, **lists})
