"""Breaks clean pages by script and counts the breaks that the checks find, and name rightly.

    .venv/bin/python bench/mutations.py TREE [--pages 200] [--seed N] [--json] [--missed]

TREE is a folder of page files. A page is clean that has no errors and no warnings, once its description is cut to the
length that is asked for (hardly a published one has it). Half of the pages that are chosen have formulas. Each of them
is broken in every way that `bench/breaks` knows and the page has room for. A break is found where a right check says
more of the page than it did before. `--missed` shows those that are not. Exit status 1 under 98 %.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.breaks import fields, figures, files, formulas, markdown, prose, trees
from bench.breaks.breaking import Break, Victim
from evals.card import Card
from evals.files import page_files
from evals.finding import Severity
from evals.stopwords import STOP_WORDS
from evals.suite import Suite
from evals.tree import Extent, Tree
from gen.config import Settings
from gen.errors import PageError
from gen.page.page import Page
from gen.page.reader import load_page

KINDS = (prose, markdown, formulas, figures, fields, files, trees)
BREAKS: tuple[Break, ...] = tuple(each for kind in KINDS for each in kind.BREAKS)
LEAST = 0.98
_UNREADABLE = "page-unreadable"
_DANGLING = STOP_WORDS["en"]


@dataclass(slots=True)
class Row:
    """What became of one kind of break: found by a right check, by another one only, by none."""

    named: int = 0
    otherwise: int = 0
    missed: list[str] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.named + self.otherwise + len(self.missed)

    def add(self, one: Break, path: str, said: Counter[str]) -> None:
        """Count a broken page, of which `said` is what the checks say that they did not say before."""
        self.by.update(said.keys())
        if said.keys() & one.checks:
            self.named += 1
        elif said:
            self.otherwise += 1
        else:
            self.missed.append(path)


@dataclass(frozen=True, slots=True)
class Bench:
    """Pages, and the checks to hold against them.

    Attributes:
        suite: the checks.
        pages: all of the tree, by path.
        victims: the clean ones that are broken, by path.
    """

    suite: Suite
    pages: dict[str, Page]
    victims: dict[str, Victim]

    @classmethod
    def of(cls, tree: Path, count: int, chance: random.Random) -> "Bench":
        """Read a tree, and choose that many clean pages."""
        suite = Suite.from_settings(Settings())
        texts = {file.shown: Path(file.path).read_text(encoding="utf-8") for file in page_files([tree])}
        pages = dict(_readable(texts, suite))
        victims = dict[str, Victim]()
        urls = frozenset(page.url for page in pages.values())
        clean = dict(_clean(suite, pages, count, chance))
        strangers = [page for path, page in pages.items() if path not in clean] or list(pages.values())
        for path, page in clean.items():
            others = [other for other in strangers if other.subject != page.subject]
            victims[path] = Victim(suite.reading(page), texts[path], chance.choice(others or strangers), urls)
        return cls(suite, pages, victims)

    def run(self, breaks: Iterable[Break], chance: random.Random) -> dict[str, Row]:
        """Break every victim in every way."""
        rows = dict[str, Row]()
        for one in breaks:
            broken = {path: made for path, victim in self.victims.items() if (made := _made(one, victim, chance))}
            row = rows[one.name] = Row()
            beside = self._together(broken, one) if one.together else {}
            for path, made in broken.items():
                said = self._said(made) - self._said(self._whole(path, made)) + beside.get(path, Counter())
                row.add(one, path, said)
        return rows

    def _whole(self, path: str, made: Page | str) -> Page | str:
        return self.victims[path].text if isinstance(made, str) else self.victims[path].page

    def _said(self, made: Page | str) -> Counter[str]:
        """How often each check says something."""
        if isinstance(made, Page):
            return Counter(finding.check for finding in self.suite.inspect(made).findings)
        try:
            page = load_page(made, self.suite.site)
        except PageError:
            return Counter([_UNREADABLE])
        return Counter(finding.check for finding in self.suite.inspect(page, made).findings)

    def _together(self, broken: dict[str, Page | str], one: Break) -> dict[str, Counter[str]]:
        """What the checks of many pages say of broken pages in their tree, and did not say before."""
        now = {path: made for path, made in broken.items() if isinstance(made, Page)}
        new = self._hits(one, now) - self._hits(one, {})
        said: dict[str, Counter[str]] = {path: Counter() for path in now}
        for path, check, _ in new:
            if path in said:
                said[path][check] += 1
        return said

    def _hits(self, one: Break, instead: dict[str, Page]) -> set[tuple[str, str, str]]:
        """Path, check and message of what the right checks say of the tree, with some pages in place of others."""
        cards = tuple(Card.of(path, instead.get(path, page)) for path, page in self.pages.items())
        tree = Tree(cards, self.suite.site, Extent.FOLDER)
        checks = (check for check in self.suite.tree_checks if check.id in one.checks)
        return {(cards[number].path, check.id, hit.message) for check in checks for number, hit in check(tree)}


def _clean(suite: Suite, pages: dict[str, Page], count: int, chance: random.Random) -> Iterator[tuple[str, Page]]:
    """That many clean pages, half of them with formulas."""
    room = {True: count // 2, False: count - count // 2}
    for path in chance.sample(list(pages), len(pages)):
        page = fitted(pages[path], suite)
        has_formulas = "$" in page.answer
        if room[has_formulas] and is_clean(suite, page):
            room[has_formulas] -= 1
            yield path, page


def fitted(page: Page, suite: Suite) -> Page:
    """The page with its description cut to the length that the suite asks for."""
    least, most = (bound - len(suite.site.description_prefix) for bound in suite.seo.description)
    if least <= len(page.description) <= most:
        return page
    words = page.description[: most - 1].rpartition(" ")[0].split(" ")
    while words and (words[-1].lower().strip(",;:") in _DANGLING or not words[-1].rstrip(",;:").isalpha()):
        words.pop()
    return replace(page, description=f"{' '.join(words).rstrip(',;:')}.")


def is_clean(suite: Suite, page: Page) -> bool:
    """Whether the checks have nothing to say of it but notes."""
    return all(finding.severity == Severity.NOTE for finding in suite.inspect(page).findings)


def table(rows: dict[str, Row]) -> str:
    """The rows, worst first, and all of them together."""
    lines = [f"{'break':46} {'pages':>6} {'named':>6} {'other':>6} {'missed':>6} {'share':>7}  said most often"]
    for name, row in sorted(rows.items(), key=lambda each: (share([each[1]]), each[0])):
        common = ", ".join(check for check, _ in row.by.most_common(3))
        lines.append(_line(name, [row], common))
    return "\n".join([*lines, _line("all of them", list(rows.values()), "")])


def share(rows: Sequence[Row]) -> float:
    """The share of breaks that a right check finds; 1 where nothing was broken."""
    total = sum(row.total for row in rows)
    return sum(row.named for row in rows) / total if total else 1.0


def _line(name: str, rows: Sequence[Row], common: str) -> str:
    named, otherwise = sum(row.named for row in rows), sum(row.otherwise for row in rows)
    total, missed = sum(row.total for row in rows), sum(len(row.missed) for row in rows)
    return f"{name:46} {total:6,} {named:6,} {otherwise:6,} {missed:6,} {share(rows):7.1%}  {common}".rstrip()


def _readable(texts: dict[str, str], suite: Suite) -> Iterator[tuple[str, Page]]:
    for path, text in texts.items():
        try:
            yield path, load_page(text, suite.site)
        except PageError:
            continue


def _made(one: Break, victim: Victim, chance: random.Random) -> Page | str | None:
    """The broken page; None where the break does not apply, or changes nothing."""
    made = one.make(victim, chance)
    return None if made in (victim.page, victim.text) else made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it all and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missed", action="store_true", help="name the pages of the breaks that no check finds")
    args = parser.parse_args(arguments)

    chance = random.Random(args.seed)
    bench = Bench.of(args.tree, args.pages, chance)
    rows = bench.run(BREAKS, chance)
    total = share(list(rows.values()))
    if args.json:
        said = {name: {"pages": row.total, "named": row.named, "other": row.otherwise} for name, row in rows.items()}
        print(json.dumps({"pages": len(bench.victims), "share": round(total, 4), "breaks": said}, indent=1))
    else:
        print(f"{len(bench.victims):,} clean pages of {len(bench.pages):,}, {len(rows)} kinds of break")
        print(table(rows))
    for name, row in rows.items() if args.missed else ():
        for path in row.missed:
            print(f"missed: {name}: {path}")
    return 0 if total >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
