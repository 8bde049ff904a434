"""What a page of some subjects must have: a list that editors keep in the site's profile."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Words = tuple[Annotated[str, Field(min_length=1)], ...]


class Requirement(BaseModel):
    """One thing that a page must have.

    Words are looked for as whole words, case and spaces aside; with `*` at the end any ending will do.

    Attributes:
        says: what it is, for the reviewer: one sentence.
        subjects: of pages of these subjects; none: of all.
        asked: only where the question has one of these; none: always.
        when: only where the answer has one of these; none: always.
        beside: each figure of this kind must have one of `any` in its sentence or in one beside it; none: the words are
            looked for in the whole answer.
        any: the words, one of which must be there.
        figure: a figure of this kind will do, too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: Annotated[str, Field(min_length=1)]
    subjects: tuple[str, ...] = ()
    asked: Words = ()
    when: Words = ()
    beside: Literal["dose", "money", "percentage"] | None = None
    any: Words
    figure: Literal["year", "date"] | None = None


class Ageing(BaseModel):
    """What of a page ages, and when somebody is to look at it again.

    Attributes:
        words: an answer that has one of these will be out of date.
        years: ... and one that names a year which is no more than so many years before the page's date.
        months: after its date somebody is to look at such a page again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Words = ()
    years: Annotated[int, Field(ge=0)] = 2
    months: Annotated[int, Field(ge=1)] = 12
