"""Mends published pages, and clean pages that were broken by script: what it does, whether it is right, what it costs.

    .venv/bin/python bench/fixes.py TREE [--pages 200] [--seed N] [--show BREAK]

TREE is a folder of page files. All of them are mended; at the second go nothing may change. Then clean pages are broken
in every way of `bench/breaks` that a fix is for, and mended: back as they were, mended in another way (a sign for a
command, an escaped dollar), or left as they are. `--show` prints what one kind of break came to, to be read by eye.
Exit status 1 where a page changes at the second go.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.breaks.breaking import Break, Victim
from bench.mutations import BREAKS, Bench
from evals.files import page_files
from evals.fixing.catalogue import FIXES, chosen
from evals.fixing.hunks import Part, hunks
from evals.fixing.mending import mend
from evals.suite import Suite
from gen.config import Settings
from gen.errors import PageError
from gen.page.page import Page
from gen.page.reader import load_page
from gen.page.writer import dump_page

_OF_FIXES = frozenset(fix.check for fix in FIXES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page as it was, broken, and mended."""

    whole: Page
    broken: Page
    mended: Page

    @property
    def kind(self) -> str:
        """`back`, `mended` or `left`."""
        if _bare(self.mended) == _bare(self.whole):
            return "back"
        return "left" if self.mended == self.broken else "mended"


def _bare(page: Page) -> list[object]:
    """All that a page says, white space aside: inside of a formula it says nothing."""
    return ["".join(page.answer.split()), page.keywords, page.description, page.related, page.subject, page.seo_title]


def mend_all(tree: Path) -> int:
    """Mend all pages of a tree, print what was done, and give how many change at the second go."""
    suite, fixes = Suite.from_settings(Settings()), chosen([])
    done, refused, again, pages = Counter[str](), Counter[str](), 0, 0
    seconds = 0.0
    for file in page_files([tree]):
        text = Path(file.path).read_text(encoding="utf-8")
        start = time.process_time()
        found = mend(suite, text, fixes)
        seconds += time.process_time() - start
        pages += 1
        done.update({each.fix.check for each in found.mended})
        refused.update(each.check for each in found.refused)
        again += found.after != text and mend(suite, found.after, fixes).after != found.after
    print(f"{pages:,} pages, {pages / seconds:,.0f} a second of processor time; changed at the second go: {again}")
    for check, count in done.most_common():
        print(f"  {check:20} {count:5,} mended, {refused[check]:3} refused")
    return again


def outcomes(bench: Bench, one: Break, chance: random.Random) -> Iterator[Outcome]:
    """What mending makes of every clean page that is broken in one way."""
    fixes = chosen(sorted(one.checks & _OF_FIXES))
    for victim in bench.victims.values():
        broken = _broken(one, victim, chance)
        if broken is not None:
            found = mend(bench.suite, dump_page(broken), fixes)
            yield Outcome(victim.page, broken, load_page(found.after))


def _broken(one: Break, victim: Victim, chance: random.Random) -> Page | None:
    made = one.make(victim, chance)
    if not isinstance(made, Page) or made == victim.page:
        return None
    try:
        dump_page(made)
    except PageError:
        return None
    return made


def show(outcome: Outcome) -> None:
    """Print what became of the page, beside what it was."""
    print(f"{outcome.kind}: {outcome.whole.url}")
    for hunk in hunks(outcome.whole.answer, outcome.mended.answer):
        for part in (Part.OLD, Part.NEW):
            print(f"  {part.value} {''.join(words for _, words in hunk.side(part))!r}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it all and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", metavar="BREAK")
    args = parser.parse_args(arguments)
    chance = random.Random(args.seed)
    again = 0 if args.show else mend_all(args.tree)
    bench = Bench.of(args.tree, args.pages, chance)
    print(f"{'break':46} {'back':>5} {'mended':>6} {'left':>5}")
    for one in BREAKS:
        if not one.checks & _OF_FIXES or (args.show and args.show != one.name):
            continue
        found = list(outcomes(bench, one, chance))
        counts = Counter(outcome.kind for outcome in found)
        print(f"{one.name:46} {counts['back']:5} {counts['mended']:6} {counts['left']:5}")
        if args.show:
            for outcome in found:
                show(outcome)
    return 1 if again else 0


if __name__ == "__main__":
    sys.exit(main())
