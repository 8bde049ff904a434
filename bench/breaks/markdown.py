"""The answer's Markdown: lists, headings, code, tables, links, HTML."""

import random
import re
from itertools import pairwise

from bench.breaks.breaking import Breaks, Victim
from evals.reading import Item
from gen.page.page import Page

BREAKS = Breaks()
_BOLD = re.compile(r"\*\*[^*\n]+\*\*")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@BREAKS.by("item-repeated", "sentence-repeated")
def a_list_item_twice(victim: Victim, chance: random.Random) -> Page | None:
    items = [item for item in victim.reading.items if len(item.text.split()) > 4 and not item.text.endswith(":")]
    if not items:
        return None
    item = chance.choice(items)
    return victim.spliced(item.end, item.end, f"\n{victim.answer[item.start : item.end]}")


@BREAKS.by("list-numbers")
def a_list_number_skipped(victim: Victim, chance: random.Random) -> Page | None:
    return _numbered(victim, chance, 1)


@BREAKS.by("list-numbers")
def a_list_number_twice(victim: Victim, chance: random.Random) -> Page | None:
    return _numbered(victim, chance, -1)


@BREAKS.by("list-numbers")
def a_list_item_dropped(victim: Victim, chance: random.Random) -> Page | None:
    items = _inner(victim)
    if not items:
        return None
    item = chance.choice(items)
    after = min(other.start for other in victim.reading.items if other.start > item.start and other.indent == 0)
    return victim.spliced(item.start, after, "")


@BREAKS.by("item-empty", "answer-cut")
def a_list_item_emptied(victim: Victim, chance: random.Random) -> Page | None:
    items = victim.reading.items
    flat = [item for item, after in pairwise(items) if item.indent >= after.indent and after.start == item.end + 1]
    if not flat:
        return None
    item = chance.choice(flat)
    return victim.spliced(item.start, item.end, f"{' ' * item.indent}{item.marker} ")


@BREAKS.by("promised-count")
def one_promised_more_than_listed(victim: Victim, chance: random.Random) -> Page | None:
    return _promise(victim, 1)


@BREAKS.by("promised-count")
def one_promised_less_than_listed(victim: Victim, chance: random.Random) -> Page | None:
    return _promise(victim, -1)


@BREAKS.by("promised-names")
def one_promised_more_than_named(victim: Victim, chance: random.Random) -> Page | None:
    count = chance.randint(3, 6)
    names = ["heat", "light", "sound", "motion", "pressure", "charge", "mass"][:count]
    said = f"There are {_NUMBERS[count - 1]} main factors: {', '.join(names[:-1])}, and {names[-1]}."
    return victim.appended(said, chance)


BREAKS.say(
    "a list in one line",
    ("list-run-in",),
    "The steps are: 1. Collect the data. 2. Sort them by size. 3. Draw the curve.",
    "It needs: - Time to prepare. - Money for the parts. - People who know the work.",
)
BREAKS.say("heading level skipped", ("heading-skip",), "## Background\n\nIt is old.\n\n#### Details\n\nThey matter.")
BREAKS.say("heading with nothing below", ("section-empty",), "## Background\n\n## Consequences\n\nThey are many.")
BREAKS.say("heading twice", ("heading-repeated",), "## Use\n\nIt is used.\n\n## Use\n\nIt is used often.")
BREAKS.say("heading without a space", ("heading-unspaced",), "##Background\n\nIt is old.", "###Use in practice")
BREAKS.say("heading without words", ("heading-empty",), "##\n\nIt is old.", "### \n\nIt is old.")
BREAKS.say("heading of the page's level", ("heading-top",), "# Background\n\nIt is old.")
BREAKS.say("heading in bold", ("heading-bold",), "## Use\n\nIt is used.\n\n**Causes**\n\nThere are two.")


@BREAKS.by("heading-question")
def heading_repeats_the_question(victim: Victim, chance: random.Random) -> Page | None:
    return victim.with_answer(f"## {victim.page.question}\n\n{victim.answer}")


BREAKS.say("fence without end", ("code-unclosed",), "```python\nprint(1)", "~~~\na = 1")
BREAKS.say("backtick without end", ("code-span-unclosed",), "Call `print() and see what it writes.")
BREAKS.say(
    "code in one line",
    ("code-line",),
    "```\na = 1; b = 2; print(a); print(b); c = a + b; print(c); d = c * 2; print(d)\n```",
    "`def f(x): y = x + 1; z = y * 2; print(z); return z; f(1); f(2); f(3)`",
)
BREAKS.say("table without a row of dashes", ("table-broken",), "| Part | Use |\n| Root | Water |\n| Leaf | Light |")
BREAKS.say("table with too few dashes", ("table-broken",), "| Part | Use |\n|---|\n| Root | Water |\n| Leaf | Light |")
BREAKS.say("table parted by a blank line", ("table-broken",), "| Part | Use |\n\n|---|---|\n\n| Root | Water |")
BREAKS.say("table row with too many cells", ("table-cells",), "| Part | Use |\n|---|---|\n| Root | Water | often |\n")
BREAKS.say(
    "raw HTML",
    ("raw-html",),
    "It is <b>important</b> to know this.",
    "Water is H<sub>2</sub>O.",
    "First line.<br>Second line.",
    '<div class="note">Take care.</div>',
    "See <a href='https://example.org'>this page</a>.",
)
BREAKS.say(
    "script in a link",
    ("script-link",),
    "More is [here](javascript:alert(1)).",
    "More is [here](data:text/html,hello).",
    "More is [here](JavaScript:void(0)).",
    "More is [here][more].\n\n[more]: vbscript:msgbox(1)",
)


@BREAKS.by("bold-shown")
def bold_without_end(victim: Victim, chance: random.Random) -> Page | None:
    found = list(_BOLD.finditer(victim.answer))
    if not found:
        return None
    bold = chance.choice(found)
    return victim.spliced(bold.end() - 2, bold.end(), "")


@BREAKS.by("bold-shown")
def bold_with_spaces_inside(victim: Victim, chance: random.Random) -> Page | None:
    found = list(_BOLD.finditer(victim.answer))
    if not found:
        return None
    bold = chance.choice(found)
    return victim.spliced(bold.start(), bold.end(), f"** {bold[0][2:-2]} **")


def _inner(victim: Victim) -> list[Item]:
    """Numbered items on the first level that stand between two others."""
    items = [item for item in victim.reading.items if item.indent == 0]
    return [
        two
        for one, two, three in zip(items, items[1:], items[2:], strict=False)
        if None not in {one.number, two.number, three.number}
        and (one.number or 0) + 2 == (two.number or 0) + 1 == three.number
        and _joined(victim.answer[one.end : two.start])
        and _joined(victim.answer[two.end : three.start])
    ]


def _joined(between: str) -> bool:
    return all(not line or line[0] in " \t" for line in between.split("\n"))


def _numbered(victim: Victim, chance: random.Random, by: int) -> Page | None:
    items = _inner(victim)
    if not items:
        return None
    item = chance.choice(items)
    marker = f"{(item.number or 0) + by}{item.marker[-1]}"
    return victim.spliced(item.start, item.start + len(item.marker), marker)


def _promise(victim: Victim, by: int) -> Page | None:
    """The line before a list of three to nine items promises another number of them."""
    items = victim.reading.items
    if not items or items[0].indent:
        return None
    first = items[0].start
    kind = items[0].number is None
    run = [items[0]]
    for item in items[1:]:
        if item.indent:
            continue
        if not _joined(victim.answer[run[-1].end : item.start].replace("\n", "\n ")) or (item.number is None) != kind:
            break
        run.append(item)
    count = len(run) + by
    if not 3 <= len(run) <= 9 or not _tight(victim.answer, run):
        return None
    return victim.spliced(first, first, f"There are {_NUMBERS[count - 2]} main points:\n\n")


def _tight(answer: str, run: list[Item]) -> bool:
    """Whether the items follow each other with nothing in between but what is indented."""
    return all(_joined(answer[one.end : two.start]) for one, two in pairwise(run))
