"""A case of the golden set: a question, and what a good draft of it must have and must not have."""

import re
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from gen.mistakes import Misplaced, Mistake
from gen.question import Question
from gen.site.profile import SiteProfile

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class _Part(BaseModel):
    """Base: frozen, an unknown key is an error, and what stands below a field documents it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Statement(_Part):
    """Something that an answer says or does not say. A plain sentence in its place is its `says`."""

    says: Annotated[str, Field(min_length=1)]
    """The statement, one sentence, as a person would put it."""
    any: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Words of which one stands in the answer, case and spaces aside, any ending after `*`; none: its own words."""

    @model_validator(mode="before")
    @classmethod
    def _of_a_sentence(cls, given: Any) -> Any:
        return {"says": given} if isinstance(given, str) else given


class Origin(_Part):
    """The draft that a case was made of."""

    draft: int
    """Its id."""
    verdict: str = ""
    """What a reviewer said of it."""
    reason: str = ""
    """Why."""
    note: str = ""
    """In their words."""


class Case(_Part):
    """A question, and what is expected of its draft."""

    id: str
    """A name for it, of small letters, digits and hyphens; its cassette is called so."""
    question: Annotated[str, Field(min_length=1)]
    """The question, as a question list has it."""
    subject: Annotated[str, Field(min_length=1)]
    """Its subject."""
    notes: str = ""
    """The editor's words for the prompt."""
    must: tuple[Statement, ...] = ()
    """What a good draft says."""
    must_not: tuple[Statement, ...] = ()
    """What no good draft says."""
    reference: str = ""
    """A good answer, for people and judges."""
    clean: tuple[str, ...] = ()
    """Checks that must find nothing in it."""
    origin: Origin | None = None
    """The draft that the case was made of."""

    @field_validator("id")
    @classmethod
    def _named(cls, name: str) -> str:
        if not _ID.fullmatch(name):
            raise ValueError("should be of small letters, digits and single hyphens: `dose-of-aspirin`")
        return name

    def asked(self, site: SiteProfile) -> Question:
        """The question as a list would give it."""
        subject = site.subject_name(self.subject) or self.subject
        return Question(self.question, subject, id=self.id, notes=self.notes, slug_rule=site.slug_rule)


class GoldenFile(_Part):
    """A file of the golden set."""

    cases: tuple[Case, ...] = ()
    """The cases, each a mapping."""

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        first: dict[str, int] = {}
        twice = [at for at, case in enumerate(self.cases) if first.setdefault(case.id, at) != at]
        if twice:
            raise Misplaced(
                Mistake(f"the case `{self.cases[at].id}` stands here twice", ("cases", at, "id")) for at in twice
            )
        return self
