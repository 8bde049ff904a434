"""The fast reader against PyYAML: the same tree, with the same places, or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from gen.errors import PageError
from gen.page.house_style import read_lines
from gen.page.nodes import MappingNode
from gen.page.yaml_tree import read_yaml
from tests.gen.pages import HOUSE

KEY = st.sampled_from(["a", "b", "_c", "seo", "yes", "_1", "x1", "null", "a b", "é"])
VALUE = st.sampled_from(
    [
        "x",
        "two words",
        "1",
        "-1.0",
        "2025-01-01",
        "010",
        "yes",
        "a: b",
        "a #b",
        "#a",
        "'q'",
        '"q"',
        "- a",
        "-a",
        "[a]",
        "a:",
    ]
)
INDENT = st.sampled_from(["", "  ", "    ", "      "])
LINE = st.one_of(
    st.builds("{}{}: {}".format, INDENT, KEY, VALUE),
    st.builds("{}{}:".format, INDENT, KEY),
    st.builds("{}{}: >-\n{}{}".format, INDENT, KEY, INDENT, VALUE),
    st.builds("{}{}".format, INDENT, VALUE),
    st.sampled_from(["", "# c", "a: |", "a: >", " "]),
)


def by_pyyaml(matter: str) -> MappingNode | None:
    try:
        return read_yaml(matter, 4)
    except PageError:
        return None


def test_the_default_profiles_page_is_read_fast() -> None:
    matter = HOUSE.removeprefix("---\n").partition("---\n")[0]
    tree = read_lines(matter, 4)
    assert tree is not None
    assert tree == by_pyyaml(matter)


@given(st.lists(LINE, min_size=1, max_size=6).map(lambda lines: "\n".join(lines) + "\n"))
def test_the_tree_is_pyyamls_or_none(matter: str) -> None:
    tree = read_lines(matter, 4)
    assert tree is None or tree == by_pyyaml(matter)


def test_what_it_does_not_know_it_leaves() -> None:
    for matter in [
        "a: 'b'\n",
        "a: b\n  c\n",
        "a:\n",
        "a: b\na: c\n",
        "yes: a\n",
        "a: >-\n  b\n  c\n",
        "a:\n  b:\n    c: d\n",
        "",
    ]:
        assert read_lines(matter, 4) is None
