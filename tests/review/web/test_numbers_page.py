"""The page of numbers."""

from tests.review.web.conftest import Visitor


def test_it_shows_what_was_done(visitor: Visitor) -> None:
    assert "No draft was judged by two people yet." in visitor.ask("/numbers").text
    visitor.ask("/drafts/1/verdict", {"kind": "accept", "seconds": 60})
    visitor.ask("/drafts/2/verdict", {"kind": "reject", "reason": "style"})
    text = visitor.ask("/numbers").text
    assert "50 %" in text
    assert "style" in text
    assert "1.0" in text
