import io
import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gen.batch import lines
from gen.batch.lines import LineSplitter, Reply
from gen.call import Request
from tests.gen.ledger.samples import JSON, REQUESTS, WORDS

UNHURRIED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
REPLIES = st.dictionaries(
    st.sampled_from(["custom_id", "response", "error", "id"]),
    JSON | st.dictionaries(st.sampled_from(["status_code", "body"]), JSON),
)


@UNHURRIED
@given(REQUESTS)
def test_a_line_is_that_of_the_request(request: Request) -> None:
    raw = lines.line(request.key, request.url, request.content)
    assert raw.endswith(b"\n")
    assert raw.count(b"\n") == 1
    said = json.loads(raw)
    assert json.dumps(said) == json.dumps(request.batch_line(request.key))
    assert lines.size(request.key, request.url, request.content) >= len(raw)


@UNHURRIED
@given(st.lists(REQUESTS, max_size=4))
def test_what_is_written_is_what_is_told_of_it(requests: list[Request]) -> None:
    file = io.BytesIO()
    written = lines.write(((each.key, each.content) for each in requests), "/v1/chat/completions", file)
    assert (written.lines, written.bytes) == (len(requests), len(file.getvalue()))
    assert (
        written.hash
        == lines.write(((each.key, each.content) for each in requests), "/v1/chat/completions", io.BytesIO()).hash
    )


@UNHURRIED
@given(
    st.binary()
    | REPLIES.map(lambda said: json.dumps(said).encode())
    | WORDS.map(lambda text: text.encode("utf-8", "replace"))
)
@example(b"[" * 100_000)
@example(b'{"custom_id": "a", "response": {"status_code": true, "body": {}}}')
def test_whatever_comes_is_a_reply_or_a_remark(raw: bytes) -> None:
    said = lines.read(raw)
    assert isinstance(said, Reply | str)
    if isinstance(said, Reply):
        assert said.custom_id
        assert said.body is not None or said.error
    else:
        assert said.startswith(("is", "has"))


@UNHURRIED
@given(st.binary(max_size=60).map(lambda raw: raw.replace(b"\x00", b"\n")), st.lists(st.integers(0, 60), max_size=6))
def test_lines_are_the_same_however_they_come(data: bytes, cuts: list[int]) -> None:
    splitter, got, start = LineSplitter(), [], 0
    for cut in sorted(cuts):
        got += splitter.feed(data[start:cut])
        start = max(start, cut)
    got += splitter.feed(data[start:])
    got += splitter.end()
    whole = list(enumerate(data.split(b"\n"), 1))
    assert got == [(number, line) for number, line in whole if line.strip()]


def test_a_line_without_an_end_takes_no_memory() -> None:
    splitter = LineSplitter()
    block = b"x" * 4_000_000
    for _ in range(80):
        assert splitter.feed(block) == []
    [(number, line)] = splitter.feed(b"\n")
    assert number == 1
    assert lines.LONGEST < len(line) < lines.LONGEST + 2 * len(block)
    assert lines.read(line).startswith("is longer")  # type: ignore[union-attr]
