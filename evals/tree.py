"""Many pages at once, with the indexes that checks of many pages look into."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from evals.card import Card
from evals.wording import wording
from gen.site.profile import SiteProfile

NAMED = 3  # other pages, at most, in a message
Groups = Mapping[Hashable, tuple[int, ...]]


class Extent(Enum):
    """How much of a site some pages are.

    PART: a few pages of it, or drafts.
    FOLDER: a folder of them: all of the site, as far as anybody can tell, or of some subjects.
    SITE: the content tree that the settings name, all of it.
    """

    PART = "part"
    FOLDER = "folder"
    SITE = "site"


@dataclass(frozen=True)
class Tree:
    """Pages in the order of their paths. A number below is a page's place in `cards`.

    Attributes:
        cards: the pages.
        site: the profile they have to fit.
        extent: how much of the site they are; see `covers`.
    """

    cards: tuple[Card, ...]
    site: SiteProfile
    extent: Extent = Extent.PART

    @property
    def whole(self) -> bool:
        """Whether a page that is not among these may be taken for one that does not exist."""
        return self.extent is not Extent.PART

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
        """The pages of each question: case and punctuation do not make another one, see `wording`."""
        return self.groups(lambda card: wording(card.question) or None)

    @cached_property
    def by_subject(self) -> Groups:
        """The pages of each subject, by its slug: spellings that the site knows are one subject."""
        return self.groups(lambda card: self.subject_slug(card.subject))

    def subject_slug(self, subject: str) -> str:
        """The slug of a subject, in any spelling that the site knows."""
        slug = self._slugs.get(subject)
        if slug is None:
            slug = self._slugs[subject] = self.site.slug(self.site.subject_name(subject) or subject)
        return slug

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {}

    def covers(self, subject: str) -> bool:
        """Whether a page of this subject that is not in the tree may be taken for one that does not exist.

        So it is where a folder was given that has pages of the subject: of a folder of one subject nobody can tell
        what there is of the others.
        """
        return self.whole and self.subject_slug(subject) in self.by_subject

    def groups(self, key: Callable[[Card], Hashable | None]) -> Groups:
        """The pages that have a value in common, in order; a page whose value is None is in no group."""
        found: dict[Hashable, list[int]] = defaultdict(list)
        for number, card in enumerate(self.cards):
            value = key(card)
            if value is not None:
                found[value].append(number)
        return {value: tuple(numbers) for value, numbers in found.items()}

    def doubles(self, groups: Groups) -> Iterator[tuple[int, str]]:
        """The pages of each group with more than one, each with the names of the others, a few of them.

        Every page of a group is told: which of them has to change is for an editor to say, and the one that a branch
        has added may be the first of them.
        """
        for numbers in groups.values():
            if len(numbers) > 1:
                few = numbers[: NAMED + 1]
                for number in numbers:
                    yield number, self._named([other for other in few if other != number][:NAMED], len(numbers) - 1)

    def _named(self, numbers: list[int], count: int) -> str:
        names = [self.cards[number].path for number in numbers]
        more = [f"{count - len(names):,} more"] if count > len(names) else []
        *first, last = [*names, *more]
        return f"{', '.join(first)} and {last}" if first else last
