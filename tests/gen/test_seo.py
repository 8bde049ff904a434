"""The SEO fields: the schema asks for them, and what is wrong with them is said in words to act on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import SeoSettings
from gen.seo import Haystack, SeoFields, SeoProblems, keyword_forms, parse_seo, seo_schema

SEO = SeoSettings()
PREFIX = "Get the whole answer at the desk - xyz"
ANSWER = """\
Osmosis moves **water** through a semi-permeable membrane, from the dilute solution to the concentrated one. Its
pressure is the osmotic pressure $\\Pi$. Red blood cells burst in pure water; plant cells grow firm. Salts such as
$\\text{NaCl}$ and gases such as $\\text{CO}_2$ count as particles. Equilibrium ends the flow.
"""
DESCRIPTION = "Osmosis carries water through a membrane towards the stronger solution, until its pressure is met."
KEYWORDS = (
    "osmosis", "water", "semi-permeable membrane", "osmotic pressure", "solutions", "red blood cell", "plant cells",
    "salt", "equilibrium",
)  # fmt: skip


def said(**changes: object) -> str:
    fields: dict[str, object] = {"page_description": DESCRIPTION, "page_keywords": list(KEYWORDS)}
    return json.dumps({**fields, **changes})


def parsed(text: str) -> SeoFields | SeoProblems:
    return parse_seo(text, ANSWER, SEO, len(PREFIX), prefix=PREFIX)


def problems(text: str) -> SeoProblems:
    result = parsed(text)
    assert isinstance(result, SeoProblems)
    assert result.problems
    return result


def test_fields_that_are_right_are_taken() -> None:
    assert parsed(said()) == SeoFields(DESCRIPTION, KEYWORDS)


@pytest.mark.parametrize(
    "around", ["```json\n{}\n```", "Here it is:\n{}\nI hope it helps!", "A set {{1, 2}} first. {}", '{{"page": 1}} {}']
)
def test_an_object_among_other_words_is_taken(around: str) -> None:
    assert parsed(
        around.replace("{{", "<").replace("}}", ">").replace("{}", said()).replace("<", "{").replace(">", "}")
    ) == (SeoFields(DESCRIPTION, KEYWORDS))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no JSON object"),
        ("Osmosis, water, membrane", "no JSON object"),
        (said()[:-20], "cut off or malformed"),
        ("{'page_description': 'x'}", "cut off or malformed"),
        ("[" * 100_000 + "{", "cut off or malformed"),
        ('{"a":' * 100_000, "cut off or malformed"),
    ],
)
def test_what_is_no_object_is_said_so(text: str, problem: str) -> None:
    result = problems(text)
    assert problem in result.problems[0]
    assert result.best is None


@pytest.mark.parametrize(
    ("description", "problem"),
    [
        ("x" * 130 + ".", "has 131 characters, at most 118: shorten it"),
        ("Too short.", "has 10 characters, at least 83: say more"),
        ("", "missing"),
        (None, "missing"),
        (["a"], "missing"),
        (DESCRIPTION[:-1], "end it with a full stop"),
        (DESCRIPTION.replace("water", "$H_2O$"), "`$`"),
        (DESCRIPTION.replace("water", "\\text water"), "`\\`"),
        (DESCRIPTION.replace("water", "**water**"), "`**`"),
        (DESCRIPTION.replace("water", "<b>water"), "`<`"),
        (DESCRIPTION.replace("water", "wa\tter"), "one line"),
        (DESCRIPTION.replace(" until", "\nuntil"), "one line"),
        (PREFIX + " " + DESCRIPTION[:70] + ".", "the site puts there itself"),
    ],
)
def test_descriptions(description: object, problem: str) -> None:
    assert any(problem in line for line in problems(said(page_description=description)).problems)


@pytest.mark.parametrize(
    ("keywords", "problem"),
    [
        (KEYWORDS[:7], "has 7 keywords, at least 9: add 2"),
        ((*KEYWORDS, *KEYWORDS), "has 18 keywords, at most 17: drop 1"),
        ((*KEYWORDS[:-1], "Solution"), "More than once in page_keywords: “Solution”"),
        ((*KEYWORDS[:-1], "photosynthesis"), "Not on the page: “photosynthesis”"),
        ((*KEYWORDS[:-1], "water, salt"), "more than one keyword: “water, salt”"),
        ((*KEYWORDS[:-1], "$\\Pi$"), "Not plain words"),
        ((*KEYWORDS[:-1], " "), "Not plain words"),
        ((*KEYWORDS[:-1], 7), "must be a list of strings"),
        (", ".join(KEYWORDS), "must be a list of strings"),
        (None, "must be a list of strings"),
    ],
)
def test_keywords(keywords: object, problem: str) -> None:
    assert any(problem in line for line in problems(said(page_keywords=keywords)).problems)


def test_the_best_can_be_used_if_nobody_asks_again() -> None:
    mixed = ["photosynthesis", "Water", "waters", "osmosis, membrane", "$x$", 7]
    best = problems(said(page_keywords=mixed, page_description=" cut\noff ")).best
    assert best == SeoFields("cut off", ("Water", "osmosis", "membrane", "photosynthesis"))


def test_keywords_as_one_string_are_parted_for_the_best() -> None:
    assert problems(said(page_keywords=", ".join(KEYWORDS))).best == SeoFields(DESCRIPTION, KEYWORDS)


@pytest.mark.parametrize(
    "keyword",
    [
        "Osmosis",
        "semi permeable",
        "semi-permeable membranes",
        "cell",
        "CO2",
        "NaCl",
        "particles",
        "particle",
        "pressures",
    ],
)
def test_a_keyword_occurs_in_any_case_number_and_spelling_of_the_gap(keyword: str) -> None:
    assert Haystack(ANSWER).has(keyword)


@pytest.mark.parametrize("keyword", ["osmo", "permeable cells", "text", "ell", "", "—"])
def test_parts_of_words_do_not_occur(keyword: str) -> None:
    text = Haystack("Osmosis and semi-permeable membranes. Cells.")
    assert not text.has(keyword)
    assert not text.stands(keyword)


def test_scripts_without_spaces_are_searched_as_they_stand() -> None:
    assert Haystack("これは浸透圧です").has("浸透圧")


def test_the_schema_has_bounds_only_where_asked() -> None:
    bare = json.dumps(seo_schema(SEO, 38, with_bounds=False))
    bounded = json.dumps(seo_schema(SEO, 38, with_bounds=True))
    for bound in ('"minLength": 83', '"maxLength": 118', '"minItems": 9', '"maxItems": 17'):
        assert bound in bounded
        assert bound.split(":")[0] not in bare
    assert '"answer"' not in bounded


@pytest.mark.parametrize("prefix_length", [0, 38, 500])
def test_bounds_never_fall_below_one(prefix_length: int) -> None:
    schema = json.dumps(seo_schema(SEO, prefix_length, with_bounds=True))
    assert f'"minLength": {max(1, 121 - prefix_length)}' in schema
    assert f'"maxLength": {max(1, 156 - prefix_length)}' in schema


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.text(st.characters(codec=None)) | json_values.map(json.dumps), st.text(max_size=50))
def test_no_text_raises(text: str, answer: str) -> None:
    result = parse_seo(text, answer, SEO, 38)
    assert isinstance(result, SeoProblems)


@given(json_values, st.lists(json_values, max_size=20) | json_values, st.text())
def test_no_fields_raise_and_the_best_is_sound(description: object, keywords: object, answer: str) -> None:
    result = parse_seo(json.dumps({"page_description": description, "page_keywords": keywords}), answer, SEO, 38)
    best = result if isinstance(result, SeoFields) else result.best
    assert best is not None
    best.description.encode()
    assert "\n" not in best.description
    assert len(best.keywords) <= SEO.keywords[1]
    assert all(keyword.strip() == keyword and "," not in keyword for keyword in best.keywords)


@given(
    st.text(alphabet="aAbsS1 -_$é\u0301ßﬁ\\{}", max_size=12), st.text(alphabet="aAbsS1 -_$é\u0301ßﬁ\\{}", max_size=40)
)
def test_what_stands_letter_by_letter_occurs(keyword: str, text: str) -> None:
    haystack = Haystack(text)
    if haystack.stands(keyword):
        assert haystack.has(keyword)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cell wall", "cell-walls"), ("DNA", "dna"), ("boundary", "Boundaries"), ("cell walls", "CELL WALLS")],
)
def test_one_keyword_in_two_forms(one: str, other: str) -> None:
    assert keyword_forms(one) & keyword_forms(other)


@pytest.mark.parametrize(("one", "other"), [("HTTP", "HTTPS"), ("C", "C++"), ("/", "//"), ("cell", "cell wall")])
def test_two_keywords(one: str, other: str) -> None:
    assert not keyword_forms(one) & keyword_forms(other)


@pytest.mark.parametrize("keyword", ["semi-permeable", "Cells", "osmosis"])
def test_a_keyword_that_stands_letter_by_letter_is_seen_at_once(keyword: str) -> None:
    assert Haystack("Osmosis: pre-osmosis and semi-permeable cells.").stands(keyword)
