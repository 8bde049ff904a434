"""Whether a draft has what its case expects of it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.language import Language
from evals.reading import Reading, words_of
from evals.trials.case import Case, Statement
from evals.worded import folded, has_any

ENOUGH = 0.8  # of a statement's telling words, in two sentences on end: one word in five may be another
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT = frozenset({"not", "no", "never", "nor", "neither", "without", "cannot"})


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a draft was expected to have or not to have, and it is the other way round.

    Attributes:
        kind: `must`, `must_not` or `clean`.
        what: the statement, or the check.
    """

    kind: str
    what: str

    def __str__(self) -> str:
        said = {"must": "does not say", "must_not": "says", "clean": "has a finding of"}[self.kind]
        return f"{said}: {self.what}"


def unmet(case: Case, reading: Reading, findings: Iterable[Mapping[str, Any]]) -> tuple[Unmet, ...]:
    """What of a case's expectations a draft does not meet.

    Args:
        case: the case.
        reading: the draft's page.
        findings: what the checks said of it.
    """
    text = Said.of(reading)
    found = {finding["check"] for finding in findings}
    return (
        *(Unmet("must", one.says) for one in case.must if not text.has(one)),
        *(Unmet("must_not", one.says) for one in case.must_not if text.has(one)),
        *(Unmet("clean", check) for check in case.clean if check in found),
    )


def expectations(case: Case) -> int:
    """How many a case has."""
    return len(case.must) + len(case.must_not) + len(case.clean)


@dataclass(frozen=True)
class Said:
    """What an answer says, for looking statements up in it.

    Attributes:
        folded: its text, lower case, each run of white space a space.
        pairs: its sentences, each with the next, as stems and numbers, and whether something is denied in it.
        language: of the site.
    """

    folded: str
    pairs: tuple[tuple[frozenset[str], bool], ...]
    language: Language

    @classmethod
    def of(cls, reading: Reading) -> "Said":
        """An answer."""
        language = Language.of(reading.site.language, [reading.page.question])
        sentences = list(reading.sentences)
        parts = [_parts(sentence, language) for sentence in sentences]
        denied = [_denies(sentence) for sentence in sentences]
        pairs = [(parts[at] | parts[at + 1], denied[at] or denied[at + 1]) for at in range(len(parts) - 1)]
        return cls(folded(reading.page.answer), tuple([*zip(parts, denied, strict=True), *pairs]), language)

    def has(self, statement: Statement) -> bool:
        """Whether it says so.

        Where the statement names words, one of them stands in the text. Else the statement's own words do, four in
        five of those that tell something, with all of its numbers, in a sentence or two on end that deny something
        where the statement does, and nothing where it does not. That is a look at words: a case whose answer may be
        put in many ways should name them.
        """
        if statement.any:
            return has_any(statement.any, self.folded)
        wanted, denies = _parts(statement.says, self.language), _denies(statement.says)
        numbers = {part for part in wanted if _NUMBER.fullmatch(part)}
        return any(
            denied == denies and numbers <= parts and _share(wanted, parts) >= ENOUGH for parts, denied in self.pairs
        )


def _share(wanted: Collection[str], parts: frozenset[str]) -> float:
    return len(parts.intersection(wanted)) / len(wanted) if wanted else 0.0


def _parts(text: str, language: Language) -> frozenset[str]:
    told = [word for word in words_of(text) if word not in language.fillers and word not in _NOT]
    return frozenset((*map(language.stem, told), *_NUMBER.findall(text)))


def _denies(text: str) -> bool:
    return any(word in _NOT or word.endswith(("n't", "n’t")) for word in words_of(text))
