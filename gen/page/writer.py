"""Writes a page file that says exactly what the page says, or refuses."""

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping

from gen.errors import PageError
from gen.page.answers import decode, encode
from gen.page.page import FIELDS, Page, Related, derived
from gen.page.reader import answer_of, split_list
from gen.page.scalars import EARLIEST_YEAR, LARGEST_INTEGER, Scalar, block, check_text, folded, plain, quoted
from gen.page.values import Value, entry, key_text, leaf
from gen.site.layout import SILENT, Layout, LayoutKey
from gen.site.profile import SiteProfile

_DEFAULT = SiteProfile()


def dump_page(page: Page, profile: SiteProfile = _DEFAULT) -> str:
    """The text of a page's file. The site, and every YAML reader, gets exactly the page's values back from it.

    Args:
        page: what to write.
        profile: of the site that the file is for.

    Raises:
        PageError: no file of this site can say it: a character that YAML does not take, an answer with backslash + n
            on a site that makes line breaks of it, a field that the layout does not write and would derive differently.
    """
    _check(page, profile)
    writing = _Writing(page, profile)
    lines = writing.keys(profile.layout.keys, page.other, 0, profile.layout.indent)
    return "\n".join(["---", *lines, "---", _body(page, profile.layout)])


def _body(page: Page, layout: Layout) -> str:
    if not layout.answer_is_body:
        return layout.body if page.body is None else page.body
    if page.answer != page.answer.strip():
        hint = "Write it without: readers of a page's body differ on whether they count."
        raise PageError("the answer begins or ends with white space", field="answer", hint=hint)
    if page.body is not None and answer_of(page.body, layout)[0] == page.answer:
        return page.body
    return layout.body.replace("{answer}", page.answer)


def _check(page: Page, profile: SiteProfile) -> None:
    if not 0 <= page.id <= LARGEST_INTEGER:
        raise PageError(f"id {page.id} is not from 0 to {LARGEST_INTEGER}", field="id", hint="The ledger gives ids.")
    if isinstance(page.date, datetime.datetime) or page.date.year < EARLIEST_YEAR:
        raise PageError(f"{page.date} is not a date from the year {EARLIEST_YEAR} on", field="date")
    if page.score is not None and not math.isfinite(page.score):
        raise PageError(f"score {page.score} is not a number a page can hold", field="score", hint="-1.0: not scored.")
    for name in ("question", "answer", "subject", "description", "keywords"):
        check_text(getattr(page, name), name)
    if page.body is not None:
        check_text(page.body, "body")
    _check_unwritten(page, profile)


def _check_unwritten(page: Page, profile: SiteProfile) -> None:
    """A field without a key must be what reading the file would make of it."""
    written = profile.layout.fields
    if written >= FIELDS - {"other", "body"}:
        return
    silent: dict[str, object] = {"score": None, "no_index": False, "related": ()}
    for name, value in (silent | derived(page.question, page.subject, profile)).items():
        if name not in written and getattr(page, name) != value:
            message = f"the site's pages have no place for {name}, and it is not what they would say: {value!r}"
            raise PageError(message, field=name, hint="Add a key for it to the profile's layout.")


class _Writing:
    """The lines of one page."""

    def __init__(self, page: Page, profile: SiteProfile) -> None:
        self.page = page
        self.separator = profile.keyword_separator

    def keys(self, keys: Iterable[LayoutKey], other: Mapping[str, Value], column: int, step: int) -> Iterator[str]:
        """The lines of a group of keys, and of what the page says beyond them."""
        said = set()
        for item in keys:
            if item.field == "related":
                said.update(item.names)
                yield from self._related(item, other, column, item.indent or step)
                if item.blank and not self.page.related:
                    yield ""
            else:
                said.add(item.key)
                yield from self._key(item, other, column, item.indent or step)
        for key, value in other.items():
            if key not in said:
                yield from entry(key, value, column, step)

    def _key(self, item: LayoutKey, other: Mapping[str, Value], column: int, step: int) -> Iterator[str]:
        if item.keys:
            lines = list(self.keys(item.keys, _inner(other, item.key), column + step, step))
            yield f"{' ' * column}{key_text(item.key)}:{'' if lines else ' {}'}"
            yield from lines
            return
        if item.field is None:
            yield from entry(item.key, other.get(item.key, item.value), column, step)
            return
        value = getattr(self.page, item.field)
        if value == SILENT.get(item.field, ...):
            if item.key in other:
                yield from entry(item.key, other[item.key], column, step)
            if item.key in other or item.optional:
                return
        yield from self._field(item, value, other, column, step)

    def _field(
        self, item: LayoutKey, value: Scalar, other: Mapping[str, Value], column: int, step: int
    ) -> Iterator[str]:
        name = str(item.field)
        if item.style == "list":
            yield from entry(item.key, self._split(name, str(value)), column, step)
            return
        if item.escaped:
            value = _escaped(str(value), other.get(item.key))
        yield f"{' ' * column}{key_text(item.key)}: {_styled(value, item.style, column + step, name)}"

    def _split(self, name: str, text: str) -> list[Value]:
        if name == "keywords" and self.separator.join(split_list(name, text, self.separator)) != text:
            raise PageError("the keywords cannot be cut at their separator", field=name)
        return list(split_list(name, text, self.separator))

    def _related(self, item: LayoutKey, other: Mapping[str, Value], column: int, step: int) -> Iterator[str]:
        related = self.page.related
        if len(related) > item.limit:
            raise PageError(f"a page has at most {item.limit} related articles, not {len(related)}", field="related")
        names = item.names
        for name in names[len(related) :] if item.numbered else ():
            if name in other:
                raise PageError(f"there is more to say of {name}, which the page does not have", field="related")
        if not item.numbered:
            yield from self._list_of_related(item, other, column, step)
            return
        for name, article in zip(names, related, strict=False):
            yield f"{' ' * column}{key_text(name)}:"
            yield from _article(item, article, column + step, step)
            for key, value in _inner(other, name).items():
                yield from entry(key, value, column + step, step)

    def _list_of_related(self, item: LayoutKey, other: Mapping[str, Value], column: int, step: int) -> Iterator[str]:
        pad = " " * column
        if not self.page.related:
            if item.key in other or not item.optional:
                yield f"{pad}{key_text(item.key)}: []"
            return
        yield f"{pad}{key_text(item.key)}:"
        for article in self.page.related:
            first, *rest = _article(item, article, column + 4, step)
            yield f"{pad}  - {first.lstrip()}"
            yield from rest


def _inner(other: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    """What the page says beyond the profile inside of a group."""
    inner = other.get(key, {})
    if isinstance(inner, dict):
        return inner
    raise PageError(f"{key} is a group of keys, and the page says a single value of it", field="other")


def _article(item: LayoutKey, article: Related, column: int, step: int) -> Iterator[str]:
    for inner in item.keys:
        text = _styled(getattr(article, str(inner.field)), inner.style, column + step, "related")
        yield f"{' ' * column}{key_text(inner.key)}: {text}"


def _escaped(answer: str, stood: Value) -> str:
    """The escaped answer: as it stood in the file where that still decodes to it, else as the rule says."""
    if isinstance(stood, str) and decode(stood) == answer:
        return stood
    return encode(answer)


def _styled(value: Scalar, style: str, column: int, field: str) -> str:
    if isinstance(value, bool) and style == "capital":
        return str(value)
    if not isinstance(value, str):
        return leaf(value, field)
    check_text(value, field)
    if style == "folded":
        return folded(value, column)
    if style == "block":
        return block(value, column)
    return quoted(value) if style == "quoted" else plain(value)
