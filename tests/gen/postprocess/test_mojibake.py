"""Mojibake is mended; text that only looks foreign is not touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.mojibake import mend_mojibake
from gen.postprocess.row import postprocess

PAGE = """\
# How does Ångström’s law describe absorption?

The “law” – often miscalled Lambert’s – says: the deeper the light goes… the less is left — naïvely, a café’s window.

- **Temperature**: 25 °C ± 0.5 °C, i.e. ≥ 24 and ≤ 26, never ≠ 25 by more than ½ °C
- **Quantities**: α ≈ 2 × β, π ÷ 2, λ = 500 µm, Δx → 0, Ω, σ² and √2
- **People**: François Arago, Søren Sørensen, Dvořák’s pupil, Müller, señor Peña, Łukasiewicz
- **Money and marks**: £5, €7, ¥9, § 3, © 1860, Acme™, Beta®, • and ·
- emoji 😀
"""


def garbled(text: str, encoding: str = "sloppy-windows-1252") -> str:
    return text.encode().decode(encoding)


@pytest.mark.parametrize("encoding", ["sloppy-windows-1252", "latin-1"])
def test_a_page_with_every_common_kind_is_mended(encoding: str) -> None:
    assert postprocess(garbled(PAGE, encoding)).answer == PAGE.strip()


def test_a_garbled_line_is_mended_beside_a_clean_one() -> None:
    assert mend_mojibake(f"It’s clean.\n{garbled('It’s not.')}") == "It’s clean.\nIt’s not."


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("the bodyâ€™s own", "the body’s own"),
        ('a dashâ€"and 3â€"5 Â°C', "a dash—and 3–5 °C"),
        ("â€œlost halfâ€ and more", "“lost half” and more"),
        ("â€œlost halfâ€", "“lost half”"),
    ],
)
def test_halves(text: str, mended: str) -> None:
    assert mend_mojibake(text) == mended


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "SÃO PAULO, AÇÃO E CORAÇÃO: “não” é não – à noite",
        "Ελληνικά: η ταχύτητα του φωτός",
        "İstanbul’da çağdaş ölçüm",
        "日本語の文章、「引用」",
        "ÅÄÖ och “É”",
        "Русский «текст» — да",
        "CAFÉ » et « À la carte »",
        "x ≥ 5, α ∈ ℝ, ∑ᵢ aᵢ, H₂O, m²",
        'fi ligature ﬁ, full width Ａ, &amp; &lt;, ‘single’ "double"',
    ],
)
def test_clean_text_stays(text: str) -> None:
    assert mend_mojibake(text) == text


def test_code_and_formulas_stay() -> None:
    kept = garbled("`it’s` and $α$\n\n```\nit’s\n```\n")
    assert mend_mojibake(kept + garbled("it’s")) == kept + "it’s"


WORDS = [
    "naïve",
    "café’s",
    "“Größe”",
    "α",
    "Δx",
    "5 °C",
    "±",
    "≥",
    "€7",
    "½",
    "m²",
    "–",
    "…",
    "São",
    "日本語",
    "😀",
    "l’été",
    "plain",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(st.characters(codec="ascii"))).map(" ".join))
def test_clean_text_comes_back(text: str) -> None:
    assert mend_mojibake(text) == text


@given(st.text(st.sampled_from("Ã©â€™œÂ° aA1\n`$Î±\x9d\x85ï¿½")))
def test_ascii_letters_are_never_lost(text: str) -> None:
    mended = mend_mojibake(text)
    assert [c for c in mended if c in "aA1"] == [c for c in text if c in "aA1"]
