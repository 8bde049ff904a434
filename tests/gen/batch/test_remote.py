from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.batch.remote import read_json, read_list, read_remote
from tests.gen.ledger.samples import JSON

UNHURRIED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
FIELDS = [
    "id",
    "status",
    "errors",
    "request_counts",
    "metadata",
    "output_file_id",
    "data",
    "code",
    "message",
    "line",
    "total",
]
SAID = st.recursive(
    JSON, lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner) | st.lists(inner, max_size=3), max_leaves=12
)


@UNHURRIED
@given(SAID)
def test_whatever_a_server_tells_of_a_batch_is_read(said: object) -> None:
    remote = read_remote(said)
    if remote is not None:
        assert remote.id
        assert remote.status
        assert isinstance(remote.is_over, bool)
        assert isinstance(remote.is_crowded, bool)
        assert all(str(fault) for fault in remote.faults)
    entries, more = read_list(said)
    assert not more or entries


def test_json_that_is_none() -> None:
    assert read_json(b"\xff") is None
    assert read_json(b"[" * 100_000) is None


def test_what_openai_says_of_its_limit() -> None:
    message = (
        "Enqueued token limit reached for m in organization o. Limit: 90,000 enqueued tokens. Please try again once"
    )
    errors = {
        "object": "list",
        "data": [{"code": "token_limit_exceeded", "line": None, "message": message, "param": None}],
    }
    remote = read_remote({"id": "b", "status": "failed", "errors": errors})
    assert remote is not None
    assert remote.is_crowded
    assert remote.is_over
    assert not read_remote({"id": "b", "status": "failed", "errors": None}).is_crowded  # type: ignore[union-attr]
