"""Dollars that mean money are escaped; formulas are left as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.money import escape_money
from gen.postprocess.segments import Kind, segments


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("from $5 to $10", "from \\$5 to \\$10"),
        ("$5", "\\$5"),
        ("US$5 and A$7", "US\\$5 and A\\$7"),
        ("$1,000 in year $n$", "\\$1,000 in year $n$"),
        ("$3.50 per unit, so $C = 3.5x$", "\\$3.50 per unit, so $C = 3.5x$"),
        ("$C = 3.5x$ at $3.50 per unit", "$C = 3.5x$ at \\$3.50 per unit"),
        ("$5–$10, $5/$10, ($5) ($10)", "\\$5–\\$10, \\$5/\\$10, (\\$5) (\\$10)"),
        ("$5 million. The profit $P$", "\\$5 million. The profit $P$"),
        ("$5 (see $x$)", "\\$5 (see $x$)"),
        ("-$5 and -$6", "-\\$5 and -\\$6"),
        ("$.50 or $.75", "\\$.50 or \\$.75"),
        ("$2bn against $3bn", "\\$2bn against \\$3bn"),
        ("the $ sign and the $ sign", "the \\$ sign and the \\$ sign"),
        ("a lone $x + y", "a lone \\$x + y"),
        ("**$5** and **$6**", "**\\$5** and **\\$6**"),
        ("| $5 | $10 to $20 |\n|---|---|\n| $1 | $2 |", "| \\$5 | \\$10 to \\$20 |\n|---|---|\n| \\$1 | \\$2 |"),
        ("`$5 and $6` costs $7", "`$5 and $6` costs \\$7"),
        ("$\\text{cost} = \\$5x$", "$\\text{cost} = \\text{\\textdollar}5x$"),
    ],
)
def test_money_is_escaped(text: str, escaped: str) -> None:
    assert escape_money(text) == escaped


@pytest.mark.parametrize(
    "text",
    [
        "$5$",
        "$x = 5$ and $y = 6$",
        "$ 2x $ or $ 0 < a < 1 $",
        "$5 + 3 = 8$ and $100 - 20 = 80 $",
        "$10\\%$ of $20$",
        "$5 \\text{ and } 6$",
        "$(0, 1)$ and $[0, 1)$",
        "$2^n$, $3!$",
        "$$5 and 6$$",
        "$$\n5 and 6\n$$",
        "```sh\necho $5 and $6\n```",
        "already \\$5 and \\$6",
        "no dollars at all",
    ],
)
def test_formulas_and_code_stay(text: str) -> None:
    assert escape_money(text) == text


@given(
    st.lists(st.sampled_from(["$", "$$", "5", "x", " ", "\\", "`", "\n", "and ", "the ", "{", "}", "|", ","])).map(
        "".join
    )
)
def test_escaping_twice_is_escaping_once_and_only_adds(text: str) -> None:
    once = escape_money(text)
    assert escape_money(once) == once
    assert once.replace("\\text{\\textdollar}", "$").replace("\\", "") == text.replace("\\", "")


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from([" to ", "–", " and ", " per unit, or ", ", then "])
)
def test_two_amounts_never_make_a_formula(first: int, second: int, between: str) -> None:
    kinds = {part.kind for part in segments(escape_money(f"It rose from ${first:,}{between}${second:,} a year."))}
    assert kinds == {Kind.TEXT}
