"""Reads one file of the folder, whatever kind it is."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from gen.sources.decode import decoded
from gen.sources.document import Document, RefusedError
from gen.sources.html import charset_of, read_html
from gen.sources.markdown import read_markdown, read_text
from gen.sources.mhtml import read_mhtml

LARGEST = 64 << 20  # bytes of one file


def _read_pdf(content: bytes) -> Document:
    from gen.sources.pdf import read_pdf  # noqa: PLC0415

    return read_pdf(content)


_KINDS: Mapping[str, Callable[[bytes], Document]] = {
    ".md": lambda content: read_markdown(decoded(content)),
    ".markdown": lambda content: read_markdown(decoded(content)),
    ".txt": lambda content: read_text(decoded(content)),
    ".text": lambda content: read_text(decoded(content)),
    ".html": lambda content: read_html(decoded(content, charset_of(content))),
    ".htm": lambda content: read_html(decoded(content, charset_of(content))),
    ".xhtml": lambda content: read_html(decoded(content, charset_of(content))),
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": _read_pdf,
}
ADDRESS = ".url"  # of a page that is saved beside it


def is_address(name: str) -> bool:
    """Whether a file only says where the page beside it was taken from."""
    return PurePosixPath(name).suffix.lower() == ADDRESS


def read_document(name: str, content: bytes) -> Document:
    """A reference.

    Args:
        name: of the file: its ending says what kind it is.
        content: of the file.

    Raises:
        RefusedError: nobody can read it, or there is nothing in it; it says why.
    """
    kind = PurePosixPath(name).suffix.lower()
    if kind not in _KINDS:
        raise RefusedError(f"{kind or 'a name without an ending'} is not read; Markdown, text, HTML, MHTML and PDF are")
    if not content.strip():
        raise RefusedError("it is empty")
    document = _KINDS[kind](content)
    if not document.paragraphs:
        raise RefusedError("there is no text in it")
    return document


def address_in(content: bytes) -> str:
    """The address in a `.url` file, as browsers and Windows write it (`URL=…`), or bare; `""` for none."""
    for line in decoded(content[:65_536]).splitlines():
        name, parted, value = line.partition("=")
        if parted and name.strip().upper() == "URL":
            return value.strip()
        if line.strip().startswith(("http://", "https://")):
            return line.strip()
    return ""
