"""The site's pipeline inside Python: what it finds, and where."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.pipeline.renderer import RENDERER
from evals.pipeline.shown import Code, Heading, Html, Link, List, Maths, Shown, Table

# Signs of Markdown and TeX among letters, some of them two units long in JavaScript.
MARKDOWN = st.text(alphabet="ab1 \n\t$\\`~*_#<>|-+.()[]!:{}^&;é😀𝑥\ufffd\0\u2028", max_size=80)
TEX = st.lists(
    st.sampled_from(
        [*r"ab1 {}^_&$%#😀", r"\frac", r"\ce", r"\left", r"\right", r"\begin{matrix}", r"\end{matrix}", r"\\", r"\text"]
    ),
    max_size=12,
).map("".join)
RED = re.compile(r'class="katex-error"|<mstyle mathcolor="#cc0000"><mtext>')


def shown(answer: str) -> Shown:
    return RENDERER.shown(answer)


@pytest.mark.parametrize(
    ("answer", "maths"),
    [
        ("a $x$ b", [Maths(2, 5, "x")]),
        ("a $$x$$ b", [Maths(2, 7, "x")]),
        ("costs \\$5 and $x$", [Maths(14, 17, "x")]),
        ("from $5 to $10", [Maths(5, 12, "5 to ")]),
        ("$x\n\ny$", []),
        ("`$x$`", []),
        ("$$\nx\n$$", [Maths(0, 7, "x", display=True)]),
        ("$$\nx", [Maths(0, 4, "x", display=True, closed=False)]),
        ("- a\n  $$\n  x\n  $$", [Maths(6, 17, "x", display=True)]),
        ("> $$\n> x\n> $$", [Maths(2, 13, "x", display=True)]),
        ("```math\nx\n```", [Maths(0, 13, "x", display=True)]),
        ("😀 $𝑥$ $y$", [Maths(2, 5, "𝑥"), Maths(6, 9, "y")]),
    ],
)
def test_formulas(answer: str, maths: list[Maths]) -> None:
    assert list(shown(answer).maths) == maths


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        (r"\frac{1}{2", "Unexpected end of input"),
        (r"\ce{H2O}", "Undefined control sequence: \\ce"),
        (r"a\tag{1}", "\\tag works only in display equations"),
        ("x^2^3", "Double superscript"),
        (r"\rule{1em}{2xx}", "Invalid unit"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
    ],
)
def test_what_katex_cannot_show_is_told(tex: str, error: str) -> None:
    (maths,) = shown(f"a ${tex}$ b").maths
    assert error in maths.error
    assert RED.search(RENDERER.html(f"a ${tex}$ b"))


@settings(deadline=None)
@given(TEX)
def test_errors_are_those_that_readers_see(tex: str) -> None:
    answer = f"$${tex}$$ and $`{tex}`$\n\n$$\n{tex}\n$$"
    assert any(maths.error for maths in shown(answer).maths) == bool(RED.search(RENDERER.html(answer)))


def test_other_facts() -> None:
    answer = (
        "## A <b>c</b>\n\n[a](tel:1) ![i](/i.png)\n\n3. x\n4. y\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n\n```py\nx\n```\n\n`c`"
    )
    found = shown(answer)
    assert found.headings == (Heading(0, 13, 2),)
    assert found.html == (Html(5, 8, "<b>"), Html(9, 13, "</b>"))
    assert found.links == (Link(15, 25, "tel:1", ""), Link(26, 38, "/i.png", "/i.png"))
    assert found.lists == (List(40, 49, 3, 2),)
    assert found.tables == (Table(51, 84, 2, 2, 3),)
    assert found.code == (
        Code(86, 97, "x", block=True, language="py", fenced=True),
        Code(99, 102, "c"),
    )
    assert "|".join(answer[start:end] for start, end in found.text) == "A |c|a| |x|y|a|b|1|2|3"


@pytest.mark.parametrize(
    ("answer", "closed"),
    [
        ("```\nx\n```", True),
        ("```\nx", False),
        ("````\n```\nx\n```", False),
        ("~~~ py\nx\n~~~~", True),
        ("> ```\n> x\n> ```", True),
        ("- ```\n  x\n\ny", False),
        ("    x", True),
        ("```", False),
    ],
)
def test_whether_code_is_closed(answer: str, closed: bool) -> None:
    (code,) = shown(answer).code
    assert code.closed == closed
    assert code.fenced == (answer.strip()[0] != "x")


def test_a_footnote_is_shown_where_something_refers_to_it() -> None:
    assert shown("a[^1]\n\n[^1]: $x$ [^2]\n\n[^2]: $y$\n\n[^3]: $z$").maths == (Maths(13, 16, "x"), Maths(29, 32, "y"))
    assert shown("[^3]: $z$\n\nb").maths == ()


def test_an_address_that_nobody_wrote_as_a_link() -> None:
    found = shown("see https://example.com, www.example.com and a@example.com")
    assert [link.shown for link in found.links] == [
        "https://example.com",
        "http://www.example.com",
        "mailto:a@example.com",
    ]


@settings(deadline=None)
@given(MARKDOWN)
def test_places_are_of_the_answer(answer: str) -> None:
    found = shown(answer)
    for kind in (found.maths, found.links, found.html, found.tables, found.lists, found.code, found.headings):
        places = [(fact.start, fact.end) for fact in kind]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(answer) for start, end in places)
    for maths in found.maths:
        assert answer[maths.start] in "$`~"
    at = 0
    for start, end in found.text:
        assert at <= start < end <= len(answer)
        at = end


@settings(deadline=None)
@given(MARKDOWN)
def test_html_is_safe(answer: str) -> None:
    html = RENDERER.html(answer)
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", html))
    assert tags.isdisjoint({"script", "b", "iframe", "object", "style"})
    assert "javascript:" not in html


@pytest.mark.parametrize(
    ("answer", "html"),
    [
        ("H<sub>2</sub>O", "<p>H&lt;sub&gt;2&lt;/sub&gt;O</p>"),
        ("[a](javascript:alert(1))", '<p><a href="">a</a></p>'),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("~~a~~", "<p><del>a</del></p>"),
        ("a\nb", "<p>a\nb</p>"),
    ],
)
def test_html(answer: str, html: str) -> None:
    assert RENDERER.html(answer) == html


def test_what_katex_cuts_through_a_character() -> None:
    answer = r"$`\frac{😀\frac\frac\ce`$"
    assert "\ufffd" in RENDERER.html(answer)
    assert "\ufffd" in shown(answer).maths[0].error


def test_marks() -> None:
    assert RENDERER.html("😀 sea salt", [(2, 5, "one")]) == '<p>😀 <mark data-finding="one">sea</mark> salt</p>'


def test_lone_surrogates_are_replaced() -> None:
    assert RENDERER.html("a\ud83db $x$")[:5] == "<p>a\ufffd"
    assert shown("a\ud83d\ude00b $x$").maths == (Maths(5, 8, "x"),)
