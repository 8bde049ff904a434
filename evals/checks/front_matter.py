"""Does the file say what a page of the site says, and nothing else?"""

from collections.abc import Iterator, Mapping

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading
from evals.waiver import KEY as OWN_KEY
from gen.page.page import NOT_SCORED
from gen.page.values import Value
from gen.site.layout import LayoutKey

_PAGE_FORMAT = "The page format of the site, read off its 35,915 published pages."
_TEXTS = ("title", "article_title", "question", "description", "keywords", "subject", "seo_title", "author")


class ConstantDiffers(Check):
    """A value that is the same on every page is another one here

    The site reads these values (`date_format: MMM DD, YYYY`) as they stand; another one shows on the page.
    """

    id = "constant-differs"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`post_on_text: Published`"
    good = "`post_on_text: Posted on`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for keys, value, item in _others(reading.page.other, reading.site.layout.keys):
            if item is not None and item.field is None and not item.keys:
                message = f"`{keys[-1]}` is `{value}`, and on all pages of the site `{item.value}`"
                yield Hit(message, "", evidence=str(keys[-1]), suggestion=str(item.value), keys=keys)


class KeyEmpty(Check):
    """A key stands there and says nothing

    Readers of YAML make `null` of it, which the site's templates may print. A key with nothing to say is left out.
    """

    id = "key-empty"
    severity = Severity.NOTE
    source = _PAGE_FORMAT
    bad = "`score:` with nothing behind it"
    good = "no such line"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for keys, value, item in _others(reading.page.other, reading.site.layout.keys):
            if item is not None and item.field is not None and (value is None or value in ([], {})):
                yield Hit(f"`{keys[-1]}` says nothing", "", evidence=str(keys[-1]), keys=keys)


class KeyUnknown(Check):
    """A key that no page of the site has

    The site does nothing with it: a slip of the pen, or the rest of another system. The page's own word to this suite
    is known.
    """

    id = "key-unknown"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`autor: QuickTakes`"
    good = "`author: QuickTakes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for keys, _, item in _others(reading.page.other, reading.site.layout.keys):
            if item is None and keys != (OWN_KEY,):
                yield Hit(f"the site's pages have no key `{keys[-1]}`", "", evidence=str(keys[-1]), keys=keys)


class KeyOrder(Check):
    """The keys stand in another order than on the site's pages

    It makes no difference to the site; whoever compares two pages, or two versions of one, sees a change in every line.
    """

    id = "key-order"
    severity = Severity.NOTE
    source = "The page format of the site: key order never varies over its 35,915 published pages."
    bad = "`subject:` before `question:`"
    good = "`question:` before `subject:`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text, at, latest = reading.text, 0, ""
        end = text.find("\n---", 3)
        for name in reading.site.layout.key_names if end > 0 else ():
            line = f"\n{name}:"  # nothing else stands at a line's start
            found = text.find(line, at, end)
            if found >= 0:
                at, latest = found, name
            elif text.find(line, 0, at) >= 0:
                yield Hit(f"`{name}` stands before `{latest}`", "", evidence=name, keys=(name,))
                return


class BodyDiffers(Check):
    """Below the front matter stands something that no page of the site has

    The site shows the answer, and nothing of what is written there.
    """

    id = "body-differs"
    severity = Severity.WARNING
    source = "The page format of the site: the body is always an empty line and `&nbsp;`."
    bad = "the answer once more below the front matter"
    good = "an empty line and `&nbsp;`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        body, layout = reading.page.body, reading.site.layout
        if body is not None and not layout.answer_is_body and body.strip() != layout.body.strip():
            message = "below the front matter stands something else than on the site's pages"
            yield Hit(message, "body", suggestion=layout.body.strip())


class ScoreInvalid(Check):
    """The score is not between 0 and 1

    Reviewers see pages by their scores. -1.0 means that nothing has scored the page.
    """

    id = "score-invalid"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "`score: 87`"
    good = "`score: 0.87`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        score = reading.page.score
        if score is not None and not 0 <= score <= 1 and score != NOT_SCORED:
            yield Hit("the score is not between 0 and 1", "score", evidence=str(score))


class NoIndex(Check):
    """Search engines are asked to stay away from the page

    Somebody may have meant it. 67 of the 35,915 published pages do it, most of them refusals.
    """

    id = "no-index"
    severity = Severity.NOTE
    source = _PAGE_FORMAT
    bad = "`no_index: true`"
    good = "no such line"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if reading.page.no_index:
            yield Hit("search engines are asked to stay away from the page", "no_index", evidence="no_index")


class FieldSpace(Check):
    """A field begins or ends with white space, or has two spaces in a row

    Of two spaces in a row the slug makes two hyphens, and often a word or a formula has gone from between them.
    """

    id = "field-space"
    severity = Severity.WARNING
    source = (
        "The site's slug rule, which turns every single space into a hyphen; a published description lost its formula."
    )
    bad = "`with the formula  = m/V`"
    good = "`with the formula ρ = m/V`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _TEXTS:
            text: str = getattr(reading.page, name)
            at = text.find("  ")
            if at >= 0 and text.strip():
                yield Hit(f"`{name}` has two spaces in a row", name, max(0, at - 10), at + 12)
            elif text != text.strip() and text.strip():
                yield Hit(f"`{name}` begins or ends with white space", name)


def _others(
    other: Mapping[str, Value], layout: tuple[LayoutKey, ...], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Value, LayoutKey | None]]:
    """What a page says beyond its fields: the way to it, its value, and what the layout knows of it."""
    if not other:
        return
    known = {name: item for item in layout for name in item.names}
    for key, value in other.items():
        item = known.get(key)
        if item is not None and item.keys and isinstance(value, dict):
            yield from _others(value, item.keys, (*above, key))
        else:
            yield (*above, key), value, item


CHECKS: tuple[type[Check], ...] = (
    *(ConstantDiffers, KeyEmpty, KeyUnknown, KeyOrder, BodyDiffers, ScoreInvalid, NoIndex, FieldSpace),
)
