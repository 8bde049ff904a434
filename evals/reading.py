"""A page as the checks read it: its values, and views of its answer that are computed once, when first asked for."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property

from evals.facts.against import Held, held_against
from evals.formulas import Dollars, dollars_of, find_delimited
from evals.keyphrases import choose_key_phrase
from evals.pipeline.errors import PipelineError
from evals.pipeline.renderer import RENDERER
from evals.pipeline.shown import Shown
from evals.stopwords import STOP_WORDS
from gen.config import SeoSettings
from gen.errors import PageError
from gen.page.page import Page, derived
from gen.site.profile import SiteProfile
from gen.sources.references import References

# Code may stand in ticks, or be indented; anything else is none.
_CODE = re.compile(r"[`]|~~~|^[ \t>*+.)\d-]*(?: {4}|\t)", re.MULTILINE)
_CODE_SIGNS = ("`", "~~~", "    ", "\t")  # to look for these is quicker, and most answers have none
_ESCAPE_OR_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t](.+)$", re.MULTILINE)
_ITEM = re.compile(r"^([ \t]*)([-*+]|\d{1,9}[.)])(?:[ \t](.*))?$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)\n*|(?<!\n)[\"'”’)*_]*\s+)")
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_BETWEEN_WORDS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_'-")}
_LINE_BREAK = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A Markdown heading of the answer: level 1 to 6, its text, the offset of its line."""

    level: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item's first line: white space before it, its marker (`-`, `3.`), its text, the line's span."""

    indent: int
    marker: str
    text: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        """The number of an ordered item, None for a bullet."""
        return int(self.marker[:-1]) if self.marker[0].isdigit() else None


@dataclass(frozen=True, slots=True)
class Code:
    """Code of the answer: spans of blocks and inline code, and the offsets of what is opened and never closed."""

    spans: tuple[tuple[int, int], ...] = ()
    blocks: tuple[tuple[int, int], ...] = ()
    open_fence: int | None = None
    open_ticks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A page under the checks' eyes. All offsets are of `page.answer`, in characters.

    Attributes:
        page: the page.
        site: the profile it has to fit.
        seo: the bounds of its SEO fields.
        today: what "today" is; checks ask `is_ahead`, and nothing else of the calendar.
        text: the page's file, `""` where there is none, or not yet.
        references: what the page is held against, None where there is nothing.
    """

    page: Page
    site: SiteProfile = field(default_factory=SiteProfile)
    seo: SeoSettings = field(default_factory=SeoSettings)
    today: datetime.date = field(default_factory=datetime.date.today)
    text: str = ""
    references: References | None = None

    def is_ahead(self, day: int) -> bool:
        """Whether a day, as `date.toordinal` counts them, is still to come.

        It is written down in `turns` until when the answer holds, so that what the checks say can be kept that long.
        """
        ahead = day > self.today.toordinal()
        if ahead:
            self.turns.append(day)
        return ahead

    @cached_property
    def turns(self) -> list[int]:
        """The days, as `date.toordinal` counts them, from which on a check may say something else of this page."""
        return []

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What the references have of the answer; empty where there are none."""
        if self.references is None:
            return ()
        return tuple(held_against(self.answer, self.page.question, self.references))

    @property
    def answer(self) -> str:
        """The answer's Markdown."""
        return self.page.answer

    @cached_property
    def expected(self) -> dict[str, str]:
        """The fields that follow from question and subject, as the site wants them; empty where nothing can follow."""
        try:
            return derived(self.page.question, self.page.subject, self.site)
        except PageError:
            return {}

    @cached_property
    def shown(self) -> Shown:
        """What the site makes of the answer; its `problem` says why it can make nothing of it.

        It takes two milliseconds, more than all checks together: what asks for it looks first for the characters that
        its fault cannot do without. Formulas and code are asked for on every page that has a dollar, a backtick or an
        indented line.
        """
        try:
            return RENDERER.shown(self.answer)
        except PipelineError as error:
            return Shown(problem=error.message)

    @cached_property
    def plain(self) -> str:
        """The answer with all blanked out that is not shown as text: a sign of Markdown in it is one that readers see.

        Offsets and line breaks are kept, and so are the backslashes of what is escaped. Asks for `shown`.
        """
        ends = [0, *(offset for span in self.shown.text for offset in span), len(self.answer)]
        return blank(self.answer, tuple(zip(ends[::2], ends[1::2], strict=True)))

    @cached_property
    def code(self) -> Code:
        """Code blocks and inline code."""
        answer = self.answer
        may_have = any(sign in answer for sign in _CODE_SIGNS) and _CODE.search(answer)
        return code_of(self.shown, self.plain) if may_have else Code()

    @cached_property
    def uncoded(self) -> str:
        """The answer with its code blanked out, offsets and line breaks kept."""
        return blank(self.answer, self.code.spans)

    @cached_property
    def dollars(self) -> Dollars:
        """Formulas as the site finds them, and dollars that are left over."""
        return dollars_of(self.shown, self.plain) if "$" in self.answer else Dollars()

    @cached_property
    def delimited(self) -> tuple[tuple[int, int], ...]:
        r"""Spans of `\(…\)` and `\[…\]`, which the site does not read."""
        text = self.uncoded
        return tuple(find_delimited(text)) if "\\(" in text or "\\[" in text else ()

    @cached_property
    def prose(self) -> str:
        """The answer without code and formulas, offsets and line breaks kept."""
        return blank(self.uncoded, tuple((formula.start, formula.end) for formula in self.dollars.formulas))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Headings, in order."""
        if "#" not in self.uncoded:
            return ()
        found = _HEADING.finditer(self.uncoded)
        return tuple(Heading(len(m[1]), self.answer[m.start(2) : m.end(2)].strip(" \t#"), m.start()) for m in found)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """List items, in order."""
        found = _ITEM.finditer(self.uncoded)
        return tuple(_item(m, self.answer) for m in found)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences and lines of the prose, trimmed, without their final stop; none of them empty."""
        return tuple(piece for part in _SENTENCE_END.split(self.prose) if (piece := part.strip().rstrip(".!?")))

    @cached_property
    def lowered(self) -> str:
        """The prose in lower case, to look for words in. Its offsets are not those of the answer."""
        return self.prose.lower()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words of the prose, in order, lower case."""
        return tuple(words_of(self.lowered))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words of the prose, lower case."""
        return frozenset(self.words)

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """The page's keywords, trimmed, without empty ones. A comma without a space parts them too."""
        separator = self.site.keyword_separator.strip() or None
        return tuple(keyword for part in self.page.keywords.split(separator) if (keyword := part.strip()))

    @cached_property
    def keyword_words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each keyword, lower case."""
        return tuple(tuple(words_of(keyword)) for keyword in self.keywords)

    @cached_property
    def key_phrase(self) -> tuple[str, ...]:
        """The words that searchers look for, lower case; empty where question and keywords share none."""
        return choose_key_phrase(self.keyword_words, self.page.question.lower())

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Function words of the site's language; empty where we have no list of them."""
        return STOP_WORDS.get(self.site.language.partition("-")[0].lower(), frozenset())


def _item(match: re.Match[str], answer: str) -> Item:
    text = answer[match.start(3) : match.end(3)] if match[3] else ""
    return Item(len(match[1].expandtabs(4)), match[2], text, match.start(), match.end())


def words_of(text: str) -> list[str]:
    """The words of a text, in order, lower case: from a letter to a letter or digit, apostrophes and hyphens inside."""
    lowered = text.lower()
    if not lowered.isascii():
        return _WORD.findall(lowered)
    # The same, twice as fast, for most texts: what cannot be in a word becomes a space.
    pieces = lowered.translate(_BETWEEN_WORDS).split()
    if "".join(pieces).isalpha():
        return pieces
    words: list[str] = []
    for piece in pieces:
        if piece.isalpha():
            words.append(piece)
        else:
            words += _WORD.findall(piece)
    return words


def blank(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """`text` with spaces in place of all characters of the spans but line breaks. Spans are in order."""
    if not spans:
        return text
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _LINE_BREAK.sub(" ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def code_of(shown: Shown, plain: str) -> Code:
    """The code of an answer.

    Args:
        shown: what the site makes of it.
        plain: the answer with all blanked out that is not shown as text.
    """
    spans = tuple((code.start, code.end) for code in shown.code)
    blocks = tuple((code.start, code.end) for code in shown.code if code.block)
    open_fence = next((code.start for code in shown.code if not code.closed), None)
    ticks = _ESCAPE_OR_TICKS.finditer(plain) if "`" in plain else ()
    return Code(spans, blocks, open_fence, tuple(match.start() for match in ticks if match[0][0] == "`"))
