"""Related articles: accepted pages that are about the same things as a question."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Row, column, text

from gen.ledger import Ledger, wording
from gen.ledger.schema import pages
from gen.page.page import Related
from gen.site.profile import SiteProfile

# The most related articles that a page shows.
LIMIT = 5

_WORD = re.compile(r"\w{2,40}")
_MOST_WORDS = 60

# Documents that the words of one query may match in all. Ranking takes the time: with 36,000 pages a query of all words
# takes 20 ms, and one of its rarest words 1 ms (bench/ledger.py). The common words decide little anyway.
_BUDGET = 1000
_CANDIDATES = 40

# Of the best candidate's similarity: what has less shares a word by chance.
_LEAST_SHARE = 0.3

# A word in more than this share of all pages says nothing, in any language.
_COMMON = 0.2

# With fewer pages neither of the two can be told: bm25 weighs a word in half of the pages at nothing.
_ENOUGH_PAGES = 100
_FUNCTION_WORD_LIST = """
    about after also an and any are as at be because been before between both but by can could describe did do does
    during each explain for from had has have how if in into is it its may might more most must no not of on or other
    over should some such than that the their them then there these they this those through to under up was were what
    when where which while who whom whose why will with within without would you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())

# Frequencies that are remembered.
_MOST_REMEMBERED = 50_000

_COUNT = text(
    "SELECT value, (SELECT count(*) FROM pages_fts WHERE pages_fts MATCH '\"' || value || '\"') FROM json_each(:words)"
)
_PAGES = text("SELECT count(*) FROM pages")
# bm25 is the more negative, the more similar; a word of the question weighs three times one of the keywords.
_SIMILAR = text(
    "SELECT p.path, p.key, p.id, p.subject, p.wording, p.title, p.url, found.score FROM ("
    "SELECT rowid AS row, bm25(pages_fts, 3.0, 1.0) AS score FROM pages_fts WHERE pages_fts MATCH :words "
    "ORDER BY score LIMIT :candidates) AS found JOIN pages AS p ON p.row = found.row "
    "WHERE p.error = '' ORDER BY found.score, p.path"
).columns(*(pages.c[name] for name in ("path", "key", "id", "subject", "wording", "title", "url")), column("score"))


class RelatedArticles:
    """Finds related articles with SQLite's full-text index over the catalog.

    Args:
        ledger: open, its catalog synced.
        content: the content tree.
        profile: of the site: which subjects are the same.
    """

    def __init__(self, ledger: Ledger, content: Path, profile: SiteProfile) -> None:
        self._ledger = ledger.tree
        self._content = content
        self._profile = profile
        self._frequencies: dict[str, int] = {}
        self._pages: int | None = None  # not counted yet

    def find(self, question: str, subject: str, keywords: Sequence[str] = ()) -> tuple[Related, ...]:
        """Related articles, at most `LIMIT`: those of the same subject first, then the most similar first.

        Never the question's own page, nor the same question elsewhere, nor one twice, nor one without a file.

        Args:
            question: any text.
            subject: any spelling the profile knows.
            keywords: of the question's page, as far as they are known.
        """
        if self._pages == 0:
            return ()
        with self._ledger.read() as connection:
            words = self._telling_words(connection, " ".join((question, *keywords)))
            if not words:
                return ()
            wanted = {"words": _match(words), "candidates": _CANDIDATES}
            rows = connection.execute(_SIMILAR, wanted).all()
        own_wording = wording(question)
        rows = [row for row in rows if row.wording != own_wording]
        own = self._profile.slug(subject)
        least = _LEAST_SHARE * rows[0].score if rows and (self._pages or 0) >= _ENOUGH_PAGES else 0.0
        near = [row for row in rows if row.score <= least]
        near.sort(key=lambda row: row.key.partition("/")[0] != own)  # stable: most similar first within each
        chosen = islice(self._distinct(near, f"{own}/{self._profile.slug(question)}"), LIMIT)
        return tuple(Related(row.id, row.title, row.subject, row.url) for row in chosen)

    def _distinct(self, rows: Sequence[Row[tuple[object, ...]]], own_key: str) -> Iterator[Row[tuple[object, ...]]]:
        seen: set[object] = {own_key}
        for row in rows:
            marks = {row.key, row.id, row.wording, row.url}
            if seen.isdisjoint(marks) and (self._content / row.path).is_file():
                seen |= marks
                yield row

    def _telling_words(self, connection: Connection, said: str) -> list[str]:
        """The rarest words of a text that the index has, as many as the budget allows."""
        frequencies = self._frequencies
        found = islice(_WORD.finditer(said.lower()), _MOST_WORDS)
        words = dict.fromkeys(match[0] for match in found if match[0] not in _FUNCTION_WORDS)
        self._count(connection, [word for word in words if word not in frequencies], frequencies)
        rated = sorted((frequencies[word], word) for word in words)
        chosen: list[str] = []
        left = _BUDGET
        for frequency, word in rated:
            if frequency == 0:
                continue
            if chosen and (frequency > left or self._is_common(frequency)):
                break
            chosen.append(word)
            left -= frequency
        return chosen

    def _is_common(self, frequency: int) -> bool:
        pages = self._pages or 0
        return pages >= _ENOUGH_PAGES and frequency > _COMMON * pages

    def _count(self, connection: Connection, words: Sequence[str], frequencies: dict[str, int]) -> None:
        """Learn in how many pages words are. It is remembered: what a run adds changes it little."""
        if self._pages is None or not frequencies:
            self._pages = connection.scalar(_PAGES) or 0
        if words:
            found = connection.execute(_COUNT, {"words": json.dumps(words)})
            frequencies.update({word: number for word, number in found})
        if len(frequencies) > _MOST_REMEMBERED:
            self._frequencies = {}  # another thread may be reading the old one


def _match(words: Sequence[str]) -> str:
    """An FTS5 query for any of the words. Quoted, they are no syntax: `_WORD` has no quotation mark."""
    return " OR ".join(f'"{word}"' for word in words)
