"""What waits for its page comes out as it went in, and at once."""

import time

from hypothesis import given
from hypothesis import strategies as st

from evals.check import Hit
from evals.running.spool import Spool

TEXT = st.text(st.characters(exclude_categories=()), max_size=10)
NUMBER = st.integers(0, 2**31)
HIT = st.builds(
    *(Hit, TEXT, TEXT, NUMBER, NUMBER, TEXT, TEXT),
    keys=st.lists(st.integers(0, 9) | TEXT, max_size=3).map(tuple),
    article=NUMBER,
    part=TEXT,
)
HITS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a", "b"]), HIT), max_size=8)


@given(HITS, HITS, st.frozensets(st.integers(0, 3)))
def test_hits_by_page_without_those_that_there_were_before(
    now: list[tuple[int, str, Hit]], before: list[tuple[int, str, Hit]], chosen: frozenset[int]
) -> None:
    with Spool() as spool:
        spool.put_hits(now)
        spool.put_hits(before, earlier=True)
        spool.drop_earlier(chosen)
        spool.index()
        left = [each for each in now if each[0] in chosen or each not in before]
        assert spool.hit_pages() == sorted({number for number, _, _ in left})
        for page in range(4):
            assert list(spool.hits(page)) == [(check, hit) for number, check, hit in left if number == page]


def test_records() -> None:
    with Spool() as spool:
        spool.put(3, b"one")
        spool.put(3, b"two")
        assert (spool.record(3), spool.record(4)) == (b"two", None)


def test_a_whole_sites_hits_are_found_at_once() -> None:
    with Spool() as spool:
        spool.put_hits((number, "a", Hit("said")) for number in range(20_000))
        spool.index()
        start = time.process_time()
        assert sum(len(list(spool.hits(number))) for number in range(20_000)) == 20_000
        assert time.process_time() - start < 4  # looking through all of them each time takes a minute
