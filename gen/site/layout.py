"""The layout of a page: which keys, in which order and style, and where the answer stands."""

from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Style = Literal["plain", "capital", "folded", "quoted", "block", "list"]
FieldName = Literal[
    "id",
    "date",
    "title",
    "article_title",
    "question",
    "answer",
    "subject",
    "description",
    "keywords",
    "seo_title",
    "author",
    "file_name",
    "url",
    "score",
    "no_index",
    "related",
]

# What no rule of a profile can give back: a layout must write these (the answer may be the body instead).
UNDERIVABLE = frozenset({"id", "date", "question", "subject", "description", "keywords"})
# What a field is where the file does not name it, or names it with `null`.
SILENT: dict[str, str | bool | None] = {
    "score": None,
    "no_index": False,
    "description": "",
    "keywords": "",
    "author": "",
    "seo_title": "",
}
_RELATED_FIELDS = frozenset({"id", "title", "subject", "url"})
_LISTABLE = frozenset({"keywords", "subject", "author", "related"})


class LayoutKey(BaseModel):
    """One key of the front matter.

    Attributes:
        key: its name; `{n}` in it counts related articles from 1, one key each.
        field: the page's field that is its value (`from` in YAML); None for a constant or a group of keys.
        value: the constant.
        style: how a text stands: plain where YAML lets it and quoted otherwise, folded on one line (`>-`), double
            quoted, literal block (`|`), or list. A value that the style cannot carry is double quoted. `capital`
            writes `True` for true.
        escaped: line breaks are written as backslash + n, and the site turns every such pair into a line break.
        optional: left out where the page has nothing to say (no score, not `no_index`, no related articles).
        blank: an empty line stands in its place where it is left out.
        indent: of the keys and texts below this one; None: as the group around it.
        limit: the most related articles there may be.
        keys: nested keys; those of a related article with `from: related`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    key: str = Field(min_length=1, max_length=200)
    field: FieldName | None = Field(default=None, alias="from")
    value: str | int | float | bool | None = None
    style: Style = "plain"
    escaped: bool = False
    optional: bool = False
    blank: bool = False
    indent: int | None = Field(default=None, ge=1, le=9)
    limit: int = Field(default=5, ge=1, le=100)
    keys: tuple["LayoutKey", ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether each related article has a key of its own."""
        return "{n}" in self.key

    @property
    def names(self) -> list[str]:
        """The keys as they stand in a file: of numbered related articles as many as there may be."""
        return [self.key.replace("{n}", str(n)) for n in range(1, self.limit + 1)] if self.numbered else [self.key]

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [self.field is not None, self.value is not None, bool(self.keys) and self.field != "related"]
        if sum(given) != 1:
            raise ValueError(f"key {self.key!r} needs exactly one of from, value and keys")
        if self.field == "related":
            self._check_related()
        elif self.numbered:
            raise ValueError(f"key {self.key!r}: only related articles are counted by {{n}}")
        if self.style == "list" and self.field not in _LISTABLE:
            raise ValueError(f"key {self.key!r}: only {', '.join(sorted(_LISTABLE))} can stand as a list")
        if self.escaped and self.field != "answer":
            raise ValueError(f"key {self.key!r}: escaped is for the answer alone")
        if self.optional and self.field != "related" and self.field not in SILENT:
            raise ValueError(f"key {self.key!r} cannot be optional: a page could not be read back without it")
        return self

    def _check_related(self) -> None:
        if {item.field for item in self.keys} != _RELATED_FIELDS or len(self.keys) != len(_RELATED_FIELDS):
            raise ValueError(f"key {self.key!r}: a related article has the keys from id, title, subject and url")
        if not self.numbered and self.style != "list":
            raise ValueError(f"key {self.key!r}: related articles stand as a list, or one a key with {{n}} in its name")


class Layout(BaseModel):
    """All of a page file.

    Attributes:
        indent: of nested keys and texts, unless a key says otherwise.
        body: what follows the line that ends the front matter; `{answer}` in it is the answer.
        keys: the front matter, in order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indent: int = Field(default=2, ge=1, le=9)
    body: str = ""
    keys: tuple[LayoutKey, ...] = ()

    @property
    def answer_is_body(self) -> bool:
        """Whether the answer stands below the front matter."""
        return "{answer}" in self.body

    @property
    def answer_is_escaped(self) -> bool:
        """Whether the answer stands with its line breaks as backslash + n, so that it can hold no such pair itself."""
        return any(item.escaped for item in self.keys)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The page's fields that the layout writes."""
        written = _fields(self.keys)
        return frozenset([*written, "answer"] if self.answer_is_body else written)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """The top keys of a file, in order."""
        return tuple(name for item in self.keys for name in item.names)

    def keys_to(self, field: str, article: int = 0, part: str = "") -> tuple[int | str, ...]:
        """The way to a field's value in a file: names of keys, numbers of list items; empty where no key holds it.

        Args:
            field: one of the page's; `related` without an article leads to the first of them, or to their list.
            article: which of the related articles, from 1.
            part: of the article, one of `id`, `title`, `subject` and `url`; `""` for the article as a whole.
        """
        return _keys_to(self.keys, field, article, part)

    def related_keys(self, index: int) -> tuple[int | str, ...]:
        """The way to a related article in a file's front matter, counted from 0; empty where none can stand there."""
        for item in self.keys:
            if item.field == "related" and index < item.limit:
                return (item.names[index],) if item.numbered else (item.key, index)
        return ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        written = _fields(self.keys)
        if self.answer_is_body:
            written.append("answer")
        twice = {name for name in written if written.count(name) > 1}
        if "answer" in twice or written.count("answer") == 0:
            raise ValueError("the answer stands in exactly one place: a key's from, or {answer} in the body")
        _check_names(self.keys)
        missing = UNDERIVABLE.difference(written)
        if missing:
            raise ValueError(f"no key is from {', '.join(sorted(missing))}: a page could not be read back")
        return self


def _check_names(keys: tuple[LayoutKey, ...]) -> None:
    names = [name for item in keys for name in item.names]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"the key {min(twice)!r} stands twice in the layout")
    for item in keys:
        _check_names(item.keys)


def _fields(keys: tuple[LayoutKey, ...]) -> list[str]:
    """Page fields that the keys write, those of related articles not among them."""
    found: list[str] = []
    for item in keys:
        found += [item.field] if item.field else _fields(item.keys)
    return found


def _keys_to(keys: tuple[LayoutKey, ...], field: str, article: int, part: str) -> tuple[int | str, ...]:
    for item in keys:
        if item.field is None and item.keys:
            below = _keys_to(item.keys, field, article, part)
            if below:
                return (item.key, *below)
        elif item.field == field:
            inner = _keys_to(item.keys, part, 0, "") if part and article else ()
            if item.numbered:
                return (item.key.replace("{n}", str(article or 1)), *inner)
            return (item.key, article - 1, *inner) if article else (item.key,)
    return ()
