"""Why a question brought no draft."""

from collections.abc import Iterator
from contextlib import contextmanager

from gen.call import Outcome
from gen.errors import ModelError, PageError

REASONS = {
    Outcome.EMPTY: "the model answered with nothing",
    Outcome.CUT: "the answer was cut off at the token limit (raise max_tokens)",
    Outcome.REFUSED: "the model refused",
    Outcome.FILTERED: "the provider's content filter stopped the answer",
    Outcome.FAILED: "no answer",
}


class UndraftedError(ModelError):
    """A question brought no draft.

    Args:
        message: why, one line.
        outcome: how the call ended; `Outcome.OK` where the answer came and no page can be made of it.
        retryable: the next run may simply ask again; None: where nothing was answered.
    """

    def __init__(self, message: str, outcome: Outcome, *, hint: str = "", retryable: bool | None = None) -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome
        self.retryable = outcome is Outcome.FAILED if retryable is None else retryable


@contextmanager
def no_page() -> Iterator[None]:
    """What cannot be a page is no draft."""
    try:
        yield
    except PageError as error:
        raise UndraftedError(error.message, Outcome.OK, hint=error.hint) from error
