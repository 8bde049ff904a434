"""How many tokens a request will cost, guessed from its length and corrected by what answers cost. No tokenizer."""

from dataclasses import dataclass, field

from gen.call import Request

CHARACTERS_A_TOKEN = 4.0  # English prose, by OpenAI's rule of thumb; the first answer corrects it
LEARNING = 0.1  # the weight of the newest answer
_DEFAULT_BOUND = 1024.0  # tokens of an answer to a body that bounds it nowhere


@dataclass(slots=True)
class TokenGuess:
    """What is known of a model's tokens.

    Attributes:
        characters: of the body's JSON, a token of the prompt.
        answers: tokens of an answer, by the request's kind; before there was one, as many as the body allows.
    """

    characters: float = CHARACTERS_A_TOKEN
    answers: dict[str, float] = field(default_factory=dict)

    def of(self, request: Request) -> float:
        """Tokens of prompt and answer together."""
        answer = self.answers.get(request.kind)
        if answer is None:
            bound = request.body.get("max_tokens", request.body.get("max_completion_tokens"))
            answer = float(bound) if isinstance(bound, int | float) else _DEFAULT_BOUND
        return len(request.content) / self.characters + answer

    def learn(self, request: Request, prompt: int | None, completion: int | None) -> None:
        """What an answer cost, None where the server did not say."""
        if prompt:
            self.characters += LEARNING * (len(request.content) / prompt - self.characters)
        if completion is not None:
            before = self.answers.get(request.kind, float(completion))
            self.answers[request.kind] = before + LEARNING * (completion - before)
