"""Are two pages too much alike? Checked over all pages of a run."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field
from rapidfuzz import fuzz
from rensa import RMinHash, RMinHashLSH

from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.reading import words_of
from evals.stopwords import STOP_WORDS
from evals.tree import Tree

_HASHES, _BANDS, _SEED = 64, 16, 1
_LIKELY = 0.5  # Jaccard similarity from which on two questions are looked at
_TYPO = 80  # per cent of characters that two words have in common
_SIGN = re.compile(r"[^\sA-Za-z.,;:?!'\"’‘“”()\-]")  # digits, operators, letters of other alphabets
_ENDING = re.compile(r"(?:'s|’s|ies|es|s|ing|ed)$")
# What turns a question round is no filler.
_TURNS = frozenset(
    (
        *("not", "no", "nor", "without", "never", "before", "after", "above", "below", "over", "under"),
        *("up", "down", "on", "off", "in", "out", "more", "less", "most", "least"),
    )
)


class QuestionAlike(TreeCheck):
    """Two pages answer nearly the same question

    They say the same in other words, and compete for the same searchers. Questions that differ in a number, a sign, a
    negation or a name are different ones.
    """

    id = "question-alike"
    severity = Severity.WARNING
    source = "Keyword cannibalisation in the guides of search engines; candidates by MinHash (Broder 1997)."
    bad = "`How does osmosis in the roots of trees work?` beside `How does osmosis work in trees' roots?`"
    good = "`Why is osmosis important?` beside `Why is diffusion important?`"

    words: int = Field(6, ge=2, description="words that count, from which on one more or less makes no other question")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        fillers = STOP_WORDS.get(tree.site.language.partition("-")[0].lower(), frozenset()) - _TURNS
        asked = [_Asked(card.question, fillers) for card in tree.cards]
        for one, other in _candidates(asked):
            if _is_alike(asked[one], asked[other], self.words):
                for number, twin in ((one, other), (other, one)):
                    path, question = tree.cards[twin].path, tree.cards[twin].question
                    yield number, Hit(f"{path} answers nearly the same question: `{question}`", "question")


class DescriptionTwice(TreeCheck):
    """Two pages have one description

    Searchers see the same words twice and cannot tell the pages apart; one of the two is about the other page.
    """

    id = "description-twice"
    severity = Severity.WARNING
    source = "Google Search Central: unique descriptions for every page."
    bad = "the same description on two pages"
    good = "a description of this page alone"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.groups(lambda card: _flat(card.description))):
            yield number, Hit(f"the description is that of {others}, too", "description")


class TitleTwice(TreeCheck):
    """Two pages have one title, and different questions

    Search results of the two look alike, and one of the titles is another page's.
    """

    id = "title-twice"
    severity = Severity.WARNING
    source = "Google Search Central: descriptive, unique titles."
    bad = "the title `What is osmosis?` on a page about diffusion, too"
    good = "the question as the title"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        groups = tree.groups(lambda card: _flat(card.title))
        mixed = {
            title: numbers
            for title, numbers in groups.items()
            if len({_flat(tree.cards[number].question) for number in numbers}) > 1
        }
        for number, others in tree.doubles(mixed):
            yield number, Hit(f"the title is that of {others}, too", "title")


class SlugTwice(TreeCheck):
    """The same slug in two subjects

    The site keeps them apart by the folder; people and search results do not. 2,611 published pages share theirs.
    """

    id = "slug-twice"
    severity = Severity.NOTE
    source = "The published site."
    bad = "`biology/what-is-osmosis` and `chemistry/what-is-osmosis`"
    good = "one page, related to both"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.groups(lambda card: card.file_name or None)):
            yield number, Hit(f"the file name is that of {others}, too", "file_name")


class SubjectSpelled(TreeCheck):
    """A subject is spelled in another way than on most of its pages

    Lists of subjects show it twice. The published site has 44 spellings for 40 folders.
    """

    id = "subject-spelled"
    severity = Severity.WARNING
    source = "The published site."
    bad = "`Computer science` where most pages say `Computer Science`"
    good = "one spelling"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for numbers in tree.by_subject.values():
            spellings = Counter(tree.cards[number].subject for number in numbers)
            (usual, count), *_ = spellings.most_common(1)
            for number in numbers if len(spellings) > 1 else ():
                subject = tree.cards[number].subject
                if subject != usual:
                    message = f"{count:,} pages spell the subject `{usual}`"
                    yield number, Hit(message, "subject", evidence=subject, suggestion=usual)


@dataclass(frozen=True)
class _Asked:
    """A question, and what counts in it."""

    text: str
    fillers: frozenset[str]

    @cached_property
    def words(self) -> list[str]:
        found = (word for word in words_of(self.text) if word not in self.fillers)
        return [_ENDING.sub("", word) if len(word) > 4 else word for word in found]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.words)

    @cached_property
    def signs(self) -> list[str]:
        return sorted(_SIGN.findall(self.text))

    @cached_property
    def plain(self) -> str:
        return " ".join(words_of(self.text))

    @cached_property
    def names(self) -> set[str]:
        """Words with a capital inside the question, in lower case."""
        return {word.lower() for word in self.text.split()[1:] if word[:1].isupper()}


def _candidates(asked: list[_Asked]) -> list[tuple[int, int]]:
    """Pairs that may be alike, each once."""
    index = RMinHashLSH(_LIKELY, _HASHES, _BANDS)
    hashes = []
    for number, question in enumerate(asked):
        signature = RMinHash(_HASHES, _SEED)
        signature.update(question.words or [""])
        index.insert(number, signature)
        hashes.append(signature)
    found = ((other, number) for number, signature in enumerate(hashes) for other in index.query(signature))
    return sorted({pair for pair in found if pair[0] < pair[1]})


def _is_alike(one: _Asked, other: _Asked, words: int) -> bool:
    if one.plain == other.plain or one.signs != other.signs or not one.words:
        return False  # the same words are for `question-twice`
    here, there = list((one.counts - other.counts).elements()), list((other.counts - one.counts).elements())
    if not here and not there:
        return True
    if len(here) == len(there) <= 2:
        return all(_is_typo(*pair) for pair in zip(sorted(here), sorted(there), strict=True))
    extra = here + there
    if len(extra) == 1 and min(len(one.words), len(other.words)) >= words - 1:
        return extra[0] not in _TURNS and not any(name.startswith(extra[0]) for name in one.names | other.names)
    return False


def _is_typo(one: str, other: str) -> bool:
    """Forms or misspellings of one word; `increase` and `decrease`, `hyper…` and `hypo…` begin differently."""
    return min(len(one), len(other)) > 4 and one[:4] == other[:4] and fuzz.ratio(one, other) >= _TYPO


def _flat(text: str) -> str | None:
    return " ".join(text.casefold().split()) or None


TREE_CHECKS: tuple[type[TreeCheck], ...] = (QuestionAlike, TitleTwice, DescriptionTwice, SlugTwice, SubjectSpelled)
