"""Saved web pages as paragraphs, by line."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gen.sources.document import Document, Paragraph

# Elements whose text is nobody's to read, and those that lead around a page rather than say something.
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "nav", "button", "select", "iframe", "object"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_DEEPEST = 50  # elements in elements of those that are skipped
_SPACED = frozenset({"br", "td", "th"})
# Where markup begins, and where that of some kinds ends; that of all others ends at the next `>`.
_OPENING = re.compile(r"<[A-Za-z/!?]")
_ENDS = {
    "<!--": re.compile("-->"),
    "<scr": re.compile("(?=</script)", re.IGNORECASE),
    "<sty": re.compile("(?=</style)", re.IGNORECASE),
}
_TAG_END = re.compile(">")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([\w-]{2,30})""", re.IGNORECASE)


def charset_of(content: bytes) -> str:
    """The encoding that a page names in its first kilobytes, `""` for none."""
    match = _CHARSET.search(content[:4096])
    return match[1].decode("ascii") if match else ""


def read_html(text: str) -> Document:
    """A page: what it shows, block by block, without menus, forms and scripts; its title and canonical address."""
    reader = _Reader()
    reader.feed(_closed(text))
    reader.close()
    reader.end_block()
    return Document(tuple(reader.paragraphs), " ".join("".join(reader.title).split()), reader.url)


def _closed(text: str) -> str:
    """The page without comments, declarations, scripts and styles, and without what opens and never closes.

    Browsers read an unclosed one to the end of the page, once. Python's parser reads on to the end from every one of
    them again: two megabytes of `<!--` would take it hours. Line breaks are kept.
    """
    parts: list[str] = []
    at, last = 0, text.rfind(">")
    while opened := _OPENING.search(text, at):
        start = opened.start()
        kind = text[start : start + 4].lower()
        end = _ENDS.get(kind, _TAG_END).search(text, opened.end()) if start < last else None
        parts.append(text[at:start])
        if end is None:
            return "".join(parts)
        at = end.end()
        unseen = kind in _ENDS or text[start + 1] in "!?"
        parts.append("\n" * text.count("\n", start, at) if unseen else text[start:at])
    return "".join([*parts, text[at:]])


@dataclass
class _Block:
    """What was collected of a paragraph."""

    line: int = 0
    parts: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects paragraphs while it is fed. Tags that nobody closes cost nothing: only what is skipped is counted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self.title: list[str] = []
        self.url = ""
        self._heading = ""
        self._skipped: list[str] = []
        self._in_title = False
        self._block = _Block()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens: a block ends the one before it."""
        if tag == "title" and not self.title:
            self._in_title = True
        elif tag == "link":
            self._take_address(dict(attrs))
        elif tag == "body":
            self._skipped = []
        elif tag in _SKIPPED and len(self._skipped) < _DEEPEST:
            self._skipped.append(tag)
        if tag in _BLOCKS or tag in _HEADINGS:
            self.end_block()
        elif tag in _SPACED:
            self._block.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes. What closes a heading names the paragraphs below it."""
        if tag == "title":
            self._in_title = False
        elif tag in self._skipped:
            del self._skipped[self._skipped.index(tag) :]
        elif tag in _HEADINGS:
            self._heading = self._text() or self._heading
            self._block = _Block()
        elif tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._in_title:
            self.title.append(data)
        elif not self._skipped and (data.strip() or self._block.parts):
            if not self._block.line:
                before = data[: len(data) - len(data.lstrip())]
                self._block.line = self.getpos()[0] + before.count("\n")
            self._block.parts.append(data)

    def end_block(self) -> None:
        """The paragraph is over."""
        text = self._text()
        if text:
            self.paragraphs.append(Paragraph(text, self._block.line, 0, self._heading))
        self._block = _Block()

    def _text(self) -> str:
        return " ".join("".join(self._block.parts).split())

    def _take_address(self, said: dict[str, str | None]) -> None:
        if (said.get("rel") or "").lower() == "canonical" and not self.url:
            self.url = (said.get("href") or "").strip()
