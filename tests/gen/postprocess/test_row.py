"""The row as a whole: idempotent, and either an answer that a page can carry or a PageError."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.errors import PageError
from gen.postprocess import ESCAPED_STEPS, STEPS, Processed, postprocess

SPOKEN = """\
Sure! Here's a detailed explanation of pricing:

```markdown
## Marginal cost

It is \\( MC = \\frac{\\Delta C}{\\Delta q} \\), and \\(MC \\neq 0\\). A cup that costs $2 sells for $3.

1. For cost \\[ C = 5q \\] it is constant.
2. It doesnâ€™t fall.
```

I hope this helps!
"""

WRITTEN = """\
## Marginal cost

It is $MC = \\frac{\\Delta C}{\\Delta q}$, and $MC ≠ 0$. A cup that costs \\$2 sells for \\$3.

1. For cost
   $$
   C = 5q
   $$
   it is constant.
2. It doesn’t fall."""

PIECES = [
    "Sure! ",
    "Answer: ",
    "```",
    "```markdown\n",
    "\n",
    "\n\n",
    "\r\n",
    "$",
    "$$",
    "$5 ",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\n",
    "\\neq ",
    "\\",
    "n",
    "`",
    "- ",
    "1. ",
    "> ",
    "|",
    "a",
    "the and ",
    "x = y",
    "â€™",
    "Ã©",
    "\x00",
    "\ufeff",
    "    ",
    "\t",
    "  \n",
    "<think>",
    "</think>",
    "<|im_end|>",
    "</s>",
    "I hope this helps!",
    " Feel free to ask.",
    "---",
    "{",
    "}",
    "_",
    "ν",
    "’",
]


def test_a_spoken_answer_becomes_a_written_one() -> None:
    assert postprocess(SPOKEN) == Processed(
        WRITTEN, ("farewell", "openers", "fence", "mojibake", "money", "brackets", "tex")
    )


def test_a_clean_answer_is_left_alone() -> None:
    assert postprocess(WRITTEN) == Processed(WRITTEN, ())


def test_where_nothing_is_escaped_backslash_n_may_stand() -> None:
    text = '`print("\\n")` and $a \\neq b$'
    assert postprocess(text, escaped=False).answer == text
    with pytest.raises(PageError):
        postprocess(text)


@pytest.mark.parametrize("text", ["", " \n ", "\x00\ufeff", "<|im_end|>", "</s>"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(PageError, match="empty") as refused:
        postprocess(text)
    assert refused.value.field == "answer"


def test_half_a_surrogate_pair_is_refused_with_its_line() -> None:
    with pytest.raises(PageError, match=r"line 3 .*U\+D83D"):
        postprocess("a\n\nb \ud83d c")


def test_names_are_unique() -> None:
    names = [name for name, _ in STEPS + ESCAPED_STEPS]
    assert len(set(names)) == len(names)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.booleans())
def test_twice_is_once(text: str, escaped: bool) -> None:
    with contextlib.suppress(PageError):
        once = postprocess(text, escaped=escaped).answer
        assert postprocess(once, escaped=escaped) == Processed(once, ())
        assert once.encode().decode() == once
        assert not escaped or "\\n" not in once


@given(st.text())
def test_any_text_is_processed_or_refused(text: str) -> None:
    with contextlib.suppress(PageError):
        assert postprocess(text).answer.strip()


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1).map(" ".join))
def test_plain_words_stay(text: str) -> None:
    assert postprocess(text).answer == text
