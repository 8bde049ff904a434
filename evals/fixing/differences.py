"""What a fix has changed on a page, field by field, with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from evals.fixing.hunks import Hunk, Part, hunks
from evals.fixing.mending import Mended
from gen.page.page import Related
from gen.page.spans import locate, locate_key
from gen.site.profile import SiteProfile


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece of a field, before and after.

    Attributes:
        field: the page's.
        line, column: where it begins in the file that the fix was made on, from 1.
        hunk: the words.
    """

    field: str
    line: int
    column: int
    hunk: Hunk


def differences(mended: Mended, site: SiteProfile) -> Iterator[Difference]:
    """All that the fix has changed, in the order of its fields."""
    before, after = mended.before, mended.after
    for field in mended.fix.fields:
        old, new = getattr(before.page, field), getattr(after.page, field)
        if old == new:
            continue
        if field == "related":
            yield from _articles(before.text, old, new, site)
            continue
        for hunk in hunks(str(old), str(new)):
            line, column, *_ = locate(before.text, before.page, field, hunk.start, hunk.start, site)
            yield Difference(field, line, column, hunk)


def _articles(text: str, old: tuple[Related, ...], new: tuple[Related, ...], site: SiteProfile) -> Iterator[Difference]:
    """Articles that are gone."""
    left = list(new)
    for number, article in enumerate(old, 1):
        if left and left[0] == article:
            left.pop(0)
            continue
        line, column, *_ = locate_key(text, site.layout.keys_to("related", number))
        yield Difference("related", line, column, Hunk(0, ((Part.OLD, f"{article.title} ({article.url})"),)))
