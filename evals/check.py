"""What a check is: a rule with a name, a reason and options, that reads a page, or a tree of them."""

import inspect
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from evals.finding import Severity
from evals.reading import Reading
from evals.tree import Tree


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check hits, before the suite turns it into a finding.

    Attributes:
        message: one sentence for an editor.
        field: the page's field, `""` for the page as a whole.
        start, end: characters of the field's value, the end exclusive; `end` 0 means the whole value.
        evidence: the words it is about; `""` for the characters between `start` and `end`.
        suggestion: what would mend it, `""` where that is not known.
        keys: the way to the value in the front matter (names of keys, numbers of list items), where `field` alone does
            not lead there: an unknown key.
        article: where `field` is `related`, which of the related articles, from 1; 0 for all of them.
        part: of that article, the field it is about (`id`, `title`, `subject`, `url`); `""` for the article as a whole.
        place, passage: of a flag, the passage of a reference that was looked at; see `evals.finding.Finding`.
    """

    message: str
    field: str = "answer"
    start: int = 0
    end: int = 0
    evidence: str = ""
    suggestion: str = ""
    keys: tuple[int | str, ...] = ()
    article: int = 0
    part: str = ""
    place: str = ""
    passage: str = ""


class Described(BaseModel):
    """What all checks have: a name, a reason and options. Frozen; the pydantic fields are the options.

    The docstring of a check is its documentation: the first line its title, what follows the reason for the rule.

    Class attributes:
        id: `kebab-case`, never changed once published: settings, reports and people refer to it.
        severity: where the settings say nothing.
        source: where the rule or its threshold comes from.
        bad, good: an example that has it and one that has not.
        enabled: whether it is run where the settings say nothing.
        factual: whether its findings are flags: of what an answer claims, not of how it is written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: ClassVar[str]
    severity: ClassVar[Severity]
    source: ClassVar[str]
    bad: ClassVar[str]
    good: ClassVar[str]
    enabled: ClassVar[bool] = True
    factual: ClassVar[bool] = False

    @classmethod
    def title(cls) -> str:
        """One line: what the check says of a page that has it."""
        return inspect.cleandoc(cls.__doc__ or "").partition("\n")[0]

    @classmethod
    def rationale(cls) -> str:
        """Why it matters to a reader, in a paragraph or two."""
        return inspect.cleandoc(cls.__doc__ or "").partition("\n")[2].strip()


class Check(Described):
    """A check of one page."""

    def __call__(self, reading: Reading) -> Iterator[Hit]:
        """Read a page and yield what is wrong with it. Depends on nothing but the page, the site and the options."""
        return self._hits(reading)

    @abstractmethod
    def _hits(self, reading: Reading) -> Iterator[Hit]:
        """What a check has to write."""


class TreeCheck(Described):
    """A check of many pages: what one of them has to do with the others."""

    def __call__(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        """Read the pages and yield what is wrong: the number of a page, and the hit on it."""
        return self._hits(tree)

    @abstractmethod
    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        """What a check has to write."""


class FrameCheck(Described):
    """What the frame around the checks reports: not a rule about pages, but about reading, checking and waiving them.

    No page can wave it through.

    Class attributes:
        settable: whether the settings may turn it off or give it another severity.
    """

    settable: ClassVar[bool] = True
