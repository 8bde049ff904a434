"""What changed of a text, in words."""

from hypothesis import given
from hypothesis import strategies as st

from review.changes import changes, in_lines

TEXTS = st.text(st.sampled_from("ab \n.é\x1b"), max_size=40)


@given(TEXTS, TEXTS)
def test_pieces_are_the_way_from_one_text_to_the_other(old: str, new: str) -> None:
    pieces = list(changes(old, new))
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == old
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == new
    lines = list(in_lines(pieces))
    assert bool(lines) == (old != new)
    assert all("\x1b" not in line and "\n" not in line for line in lines)


def test_lines_show_what_stands_around_and_are_not_too_many() -> None:
    assert list(in_lines(changes("It opens when it is higher.", "It never opens when it is lower."))) == [
        "It{+ never+} opens when it is ",
        " opens when it is [-higher-]{+lower+}.",
    ]
    many = list(in_lines(changes(" - ".join("abcdefghijklmnop"), " - ".join("ABCDEFGHIJKLMNOP"))))
    assert len(many) == 13
    assert many[-1] == "… and more"
