"""PDF as paragraphs, by page."""

import io
import logging
import re
import time
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from gen.sources.document import Document, Paragraph, RefusedError

MOST_PAGES = 3_000
MOST_TEXT = 20_000_000  # characters: a hundred thick books
LONGEST = 120.0  # seconds for one file, asked between its pages
_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")
_UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")

# It reports every oddity of a damaged file on its own; what keeps a file from being read is ours to say.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes) -> Document:
    """The text of a PDF: a paragraph a page, words that a line end broke joined again.

    Raises:
        RefusedError: it is encrypted, damaged, too long, or has no text (a scan).
    """
    try:
        reader = _opened(content)
        title = _title(reader)
        paragraphs = tuple(_pages(reader))
    except RefusedError:
        raise
    except (PyPdfError, FileNotDecryptedError) as error:
        raise RefusedError(f"it cannot be read as PDF: {error}") from None
    except Exception as error:  # a damaged file can fail a reader in any way that Python knows
        raise RefusedError(f"it cannot be read as PDF: {type(error).__name__}: {error}") from None
    if not paragraphs:
        raise RefusedError("there is no text in it; a scan has to be made readable (OCR) first")
    return Document(paragraphs, title)


def _opened(content: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):  # many are locked against copying only, with an empty password
        raise RefusedError("it is encrypted; save it without a password")
    if len(reader.pages) > MOST_PAGES:
        raise RefusedError(f"it has {len(reader.pages):,} pages; at most {MOST_PAGES:,} are read")
    return reader


def _title(reader: PdfReader) -> str:
    said = reader.metadata.title if reader.metadata is not None else None
    return " ".join(_UNSEEN.sub(" ", str(said)).split()) if said else ""


def _pages(reader: PdfReader) -> Iterator[Paragraph]:
    began, length = time.monotonic(), 0
    for number, page in enumerate(reader.pages, 1):
        if time.monotonic() - began > LONGEST:
            raise RefusedError(f"its first {number - 1:,} pages took more than {LONGEST:.0f} seconds to read")
        text = page.extract_text()
        length += len(text)
        if length > MOST_TEXT:
            raise RefusedError(f"it has more than {MOST_TEXT:,} characters")
        text = " ".join(_UNSEEN.sub(" ", _HYPHEN.sub("", text)).split())
        if text:
            yield Paragraph(text, 0, number)
