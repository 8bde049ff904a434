"""A question: one row of a question list."""

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

from gen.site.slug import SlugRule, slug


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a question list, checked.

    Attributes:
        text: the question, one line, white space trimmed and folded.
        subject: display name, one of the site profile's spellings.
        id: the editor's own reference for the row; `""` where the list gives none. Page ids are never taken from a
            list: the ledger gives them.
        date: the page's date, None for the day of the run.
        notes: the editor's words for the prompt.
        template: file name in `prompts/`, `""` for the subject's own.
        model: model name, `""` for the settings' own.
        sources: names and patterns of the references that the answer rests on, empty for none in particular.
        where: `file:line`, for messages.
        slug_rule: the site's.
    """

    text: str
    subject: str
    id: str = ""
    date: datetime.date | None = None
    notes: str = ""
    template: str = ""
    model: str = ""
    sources: tuple[str, ...] = ()
    where: str = ""
    slug_rule: SlugRule = "drop"
    _key: str = field(default="", init=False, compare=False, repr=False)

    @property
    def slug(self) -> str:
        """The file name that the site's slug rule makes of the text, without `.md`."""
        return slug(self.text, self.slug_rule)

    @property
    def key(self) -> str:
        """`<subject-slug>/<slug>`: the place of the page, and so what makes a question the same question."""
        if not self._key:  # kept: a run asks for it half a dozen times, whoever counts a list never
            object.__setattr__(self, "_key", f"{_folder(self.subject, self.slug_rule)}/{self.slug}")
        return self._key


# A list has few subjects.
_folder = lru_cache(maxsize=256)(slug)
