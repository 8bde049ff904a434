"""Many pages at once, with the indexes that checks of many pages look into."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.card import Card
from evals.reading import words_of
from gen.site.profile import SiteProfile

Groups = Mapping[Hashable, tuple[int, ...]]


@dataclass(frozen=True)
class Tree:
    """Pages in the order of their paths. A number below is a page's place in `cards`.

    Attributes:
        cards: the pages.
        site: the profile they have to fit.
        whole: these are all pages that the site has, so that a link to none of them leads nowhere.
    """

    cards: tuple[Card, ...]
    site: SiteProfile
    whole: bool = False

    @cached_property
    def by_id(self) -> Groups:
        """The pages of each id."""
        return self.groups(lambda card: card.id)

    @cached_property
    def by_url(self) -> Groups:
        """The pages of each URL, pages without one left out."""
        return self.groups(lambda card: card.url or None)

    @cached_property
    def by_wording(self) -> Groups:
        """The pages of each question: case and punctuation do not make another one."""
        return self.groups(lambda card: " ".join(words_of(card.question)) or None)

    def groups(self, key: Callable[[Card], Hashable | None]) -> Groups:
        """The pages that have a value in common, in order; a page whose value is None is in no group."""
        found: dict[Hashable, list[int]] = defaultdict(list)
        for number, card in enumerate(self.cards):
            value = key(card)
            if value is not None:
                found[value].append(number)
        return {value: tuple(numbers) for value, numbers in found.items()}

    def doubles(self, groups: Groups) -> Iterable[tuple[int, Card]]:
        """Of each group with more than one page, the later ones, each with the first: that was there before."""
        for numbers in groups.values():
            for number in numbers[1:]:
                yield number, self.cards[numbers[0]]
