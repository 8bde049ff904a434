"""Where sentences end, and where they do not."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.claims.sentence import Block
from evals.claims.sentences import sentences, sentences_beside

MARKDOWN = st.text(alphabet='aB 1.!?$`|-#*\n\\()[]:"e', max_size=80)


@pytest.mark.parametrize(
    "parts",
    [
        ("Give 2.5 mg.", "Then wait."),
        ("The dose is 2.5 mg. twice daily for adults.", "Do not exceed it."),
        ("Use NSAIDs, e.g. ibuprofen, i.e. Advil.", "See Fig. 3 and Eq. 4."),
        ("Smith et al. found this in 2010.", "Later work (Jones et al., 2012) agreed."),
        ("It was Smith et al.", "The others came later."),
        ("In Brown v. Board of Education, the Court held so.", "It was 1954."),
        ("Dr. Smith saw Mr. Jones at 5 p.m.", "He left."),
        ("The U.S. Supreme Court ruled.", "J. K. Rowling wrote it."),
        ("It costs $3.5 million.", "Approx. 50% of them pay."),
        ("Take 500 mg t.i.d. p.o. with food.", "Or not."),
        ('He asked "Why?"', 'She said "No."', "Then they left."),
        ("Let $f(x) = 2. Y$ be so.", "Then \\(a. B\\) is."),
        ("See No. 5 of vol. 3, pp. 4-7.", "The value is .5."),
        ("E. coli is a bacterium.", "Take vitamin C.", "It helps."),
        ("Under 28 U.S.C. § 1331 they may.", "Visit https://example.org/a.b and `a. B`."),
        ("Version 2.0.1 is out.", "Is it so?", "Yes!", "mRNA is next."),
        ("wait…", "Then go."),
        ("Dies gilt z.B. für Bäume.", "Ähren auch."),
        ("水は流れる。", "火は燃える。"),
    ],
)
def test_ends(parts: tuple[str, ...]) -> None:
    joiner = "" if parts[0].endswith("。") else " "
    assert tuple(one.text for one in sentences(joiner.join(parts))) == parts


PAGE = """\
# Dosing. Adults

Some words. The dose is:

1. **Adults**: 2.5 mg. twice daily. Then
   more of it.
   - nested, e.g. this
2. Second

| drug | dose |
|---|---|
| A. Bc | 5 mg. |

```python
x = 1. Then
```
> Quoted. And more.
***
Last line
## End
"""


def test_a_page_with_its_blocks() -> None:
    found = [(one.block, one.text, one.intro) for one in sentences(PAGE)]
    intro = "Some words. The dose is:"
    assert found == [
        (Block.HEADING, "Dosing. Adults", ""),
        (Block.PROSE, "Some words.", ""),
        (Block.PROSE, "The dose is:", ""),
        (Block.ITEM, "**Adults**: 2.5 mg. twice daily.", intro),
        (Block.ITEM, "Then\n   more of it.", intro),
        (Block.ITEM, "nested, e.g. this", intro),
        (Block.ITEM, "Second", intro),
        (Block.ROW, "| drug | dose |", ""),
        (Block.ROW, "| A. Bc | 5 mg. |", "| drug | dose |"),
        (Block.PROSE, "Quoted.", ""),
        (Block.PROSE, "And more.", ""),
        (Block.PROSE, "Last line", ""),
        (Block.HEADING, "End", ""),
    ]
    assert {one.heading for one in sentences(PAGE) if one.block is not Block.HEADING} == {"Dosing. Adults"}


def test_neighbours_are_those_before_and_after() -> None:
    first, second, third = sentences("One is. Two is.\n\n- Three is.")
    assert (first.before, first.after) == ("", "Two is.")
    assert (second.before, second.after) == ("One is.", "Three is.")
    assert (third.before, third.after) == ("Two is.", "")


def test_plain_is_what_a_reader_sees() -> None:
    (one,) = sentences('The **dose** is *2.5 mg*\nin [this book](https://example.org/a "t"), snake_case.')
    assert one.plain == "The dose is 2.5 mg in this book, snake_case."


@pytest.mark.parametrize(
    ("text", "claims"),
    [("It is 5.", True), ("Is it 5?", False), ("These are:", False), ("# It is 5", False), ("5.", False)],
)
def test_what_may_claim_something(text: str, claims: bool) -> None:
    assert sentences(text)[0].claims is claims


@given(MARKDOWN)
def test_places_are_true_and_nothing_is_lost(text: str) -> None:
    found = sentences(text)
    assert all(text[one.start : one.end] == one.text == one.text.strip() != "" for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    if "`" not in text and "|" not in text:  # code and the lines under heads of tables are no sentences
        rest = text
        for one in reversed(found):
            rest = rest[: one.start] + rest[one.end :]
        assert not any(char in "aBe" for char in rest)


def test_a_long_text_takes_no_long_time() -> None:
    for piece in ("a. B ", "`a ", "$$a ", "$a", "[a](", "<a ", "(a.) ", "| a ", "\\(a ", "```\na\n", "- a\n"):
        assert sentences(piece * 4000)


def test_only_blocks_with_a_sign_are_taken_apart() -> None:
    text = "## Doses\n\nOne drug. Another drug.\n\nTake it:\n\n- It helps. Take 5 mg.\n- It does not."
    found = list(sentences_beside(re.compile(r"\d"), text))
    assert [one.text for one in found] == ["It helps.", "Take 5 mg."]
    assert found == [
        replace(one, before="", after="") for one in sentences(text) if one.text in ("It helps.", "Take 5 mg.")
    ]
