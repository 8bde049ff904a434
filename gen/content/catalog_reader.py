"""Reads what the catalog keeps of a page file."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gen.errors import PageError, UsageError
from gen.ledger.schema import LARGEST_ID
from gen.ledger.wording import wording
from gen.page.page import Page
from gen.page.reader import load_page, read_text
from gen.site.layout import LayoutKey
from gen.site.profile import SiteProfile

# Bytes. The largest published page has 30 kB; what is beyond this is no page, and would fill the memory.
LARGEST_FILE = 16 * 1024 * 1024

# A page that cannot be read has an id all the same, and it must not be given again.
_ID_LINE = re.compile(r"^id: *(\d{1,16}) *$", re.MULTILINE)

Stamp = tuple[int, int]


def walk(tree: Path) -> Iterator[tuple[str, Stamp]]:
    """All page files of a tree: path relative to it, and size and time by which a change shows.

    Linked folders are not entered: they could lead in a circle.

    Raises:
        UsageError: a folder cannot be listed.
    """
    if not tree.is_dir():
        return
    base = len(str(tree)) + 1
    folders = [str(tree)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif (stamp := _stamp(entry)) is not None:
                        yield entry.path[base:].replace(os.sep, "/"), stamp
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError as error:
            message = f"the content tree cannot be listed: {error.strerror}"
            raise UsageError(message, where=str(error.filename)) from None


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """Size and time of a page file; None for what is none, or is gone since it was listed."""
    if not entry.name.endswith(".md") or not entry.is_file():
        return None
    try:
        stat = entry.stat()
    except FileNotFoundError:
        return None
    return stat.st_size, stat.st_mtime_ns


class PageReader:
    """Makes catalog rows of page files.

    Args:
        tree: the content tree.
        profile: how its pages are read.
    """

    def __init__(self, tree: Path, profile: SiteProfile) -> None:
        self._tree = tree
        self._profile = profile
        self._skipped = _related_pattern(profile.layout.keys)

    def row(self, path: str, stamp: Stamp) -> dict[str, Any]:
        """The row of table `pages` for a file. One that cannot be read has a row that says why."""
        text = ""
        try:
            text = self._text(path, stamp[0])
            row = self._readable(load_page(self._skipped.sub("", text), self._profile))
        except PageError as error:
            row = self._unreadable(path, text, error)
        return {"path": path, "size": stamp[0], "mtime_ns": stamp[1], **row}

    def _text(self, path: str, size: int) -> str:
        if size > LARGEST_FILE:
            raise PageError(f"the file has {size} bytes, and no page is larger than {LARGEST_FILE}")
        return read_text(self._tree / path)

    def _readable(self, page: Page) -> dict[str, Any]:
        if not 0 < page.id <= LARGEST_ID:
            raise PageError(f"{page.id} is no id that a page can have", field="id")
        subject, slug = self._profile.slug(page.subject), self._profile.slug(page.question)
        return {
            "key": f"{subject}/{slug}",
            "id": page.id,
            "subject": page.subject,
            "slug": slug,
            "question": page.question,
            "wording": wording(page.question),
            "title": page.title,
            "url": page.url,
            "keywords": page.keywords,
            "error": "",
        }

    @staticmethod
    def _unreadable(path: str, text: str, error: PageError) -> dict[str, Any]:
        place = PurePosixPath(path)
        found = _ID_LINE.search(text)
        number = int(found[1]) if found else 0
        texts = dict.fromkeys(("subject", "question", "wording", "title", "url", "keywords"), "")
        return {
            # It holds its place all the same, and by default the place is the key.
            "key": f"{place.parent.name}/{place.stem}",
            "id": number if 0 < number <= LARGEST_ID else None,
            "slug": place.stem,
            **texts,
            "error": error.message,
        }


def _related_pattern(keys: tuple[LayoutKey, ...]) -> re.Pattern[str]:
    """Matches the keys of related articles: the catalog has no use for them, and they take half of a page's reading."""
    names = [
        re.escape(item.key).replace(r"\{n\}", r"\d+") for item in keys if item.field == "related" and item.optional
    ]
    return re.compile(rf"^(?:{'|'.join(names) or '(?!)'}):\n(?: .*\n)+", re.MULTILINE)
