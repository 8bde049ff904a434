"""An assessment: what came of asking a model about one sentence of an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one layer says of one sentence. A sentence may have several of one layer.

    Attributes:
        layer: who said it: `judge` or `samples`.
        words: the sentence, as it stands in the answer.
        state: `supported`, `flagged`, `not-checked` or `no-source`.
        kind: what was found, in the layer's own words: a framing of the judge, `figure`, `name` or `words`.
        evidence: the words of the sentence that it is about; `""` for all of them.
        quote: what stands in the source, or in another sample, word for word.
        place: where that is.
        reason: why, one line; for `not-checked` why it is not.
        model: that was asked.
        prompt_hash: of what it was asked with.
    """

    layer: str
    words: str
    state: str
    kind: str = ""
    evidence: str = ""
    quote: str = ""
    place: str = ""
    reason: str = ""
    model: str = ""
    prompt_hash: str = ""
