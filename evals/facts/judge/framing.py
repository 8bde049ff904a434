"""Framings: how a sentence may stand to the passages, in the judge's words. What follows from one, the code says."""

from enum import StrEnum

from evals.facts.state import State


class Framing(StrEnum):
    """How a sentence stands to the passages of its sources, as `prompts/judge/claim.md.j2` explains it to the judge."""

    EXACT = "exact"  # they say it
    NARROWER = "narrower"  # they say it, and more
    BROADER = "broader"  # it says more than they do
    SHIFTED = "shifted"  # something is exchanged
    CONTRADICTED = "contradicted"  # both cannot be true
    NOT_IN_SOURCE = "not in source"  # they do not speak of it

    @property
    def state(self) -> State:
        """What follows for the sentence. It is supported only where the passages say all of it."""
        return State.SUPPORTED if self in (Framing.EXACT, Framing.NARROWER) else State.FLAGGED


class Relation(StrEnum):
    """What came of trying to refute a contradiction, as `prompts/judge/refute.md.j2` explains it."""

    CONTRADICTED = "contradicted"
    COMPATIBLE = "compatible"
    UNCLEAR = "unclear"


def schema(name: str, texts: tuple[str, ...], choice: str, choices: type[StrEnum]) -> dict[str, object]:
    """The value of `response_format.json_schema` for an object of texts and one choice, which comes last.

    A model that has written its reason chooses better than one that writes a reason for its choice.
    """
    properties: dict[str, object] = {text: {"type": "string"} for text in texts}
    properties[choice] = {"type": "string", "enum": [str(each) for each in choices]}
    return {
        "name": name,
        "strict": True,
        "schema": {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        },
    }


JUDGEMENT = schema("judgement", ("quote", "reason"), "framing", Framing)
REFUTATION = schema("refutation", ("reason",), "relation", Relation)
