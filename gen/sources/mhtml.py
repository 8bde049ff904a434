"""Web pages that a browser saved as one file (MHTML, RFC 2557)."""

from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from gen.sources.decode import decoded
from gen.sources.document import Document, RefusedError
from gen.sources.html import charset_of, read_html


def read_mhtml(content: bytes) -> Document:
    """The page in the file. Lines are counted in the page, which the file has in an encoded form.

    Raises:
        RefusedError: there is no page in it.
    """
    message = message_from_bytes(content)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        raise RefusedError("there is no page in it")
    document = read_html(decoded(body, page.get_content_charset() or charset_of(body)))
    return replace(document, url=_address(message, page) or document.url)


def _address(message: Message, page: Message) -> str:
    said = message.get("Snapshot-Content-Location") or page.get("Content-Location") or ""
    return str(said).strip()
