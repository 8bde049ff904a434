import datetime
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.trials.cassette import Cassette, Exchange, cassette_path, load_cassette, request_key
from gen.errors import SettingsError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(st.text(), JSON, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OBJECT, OBJECT | st.text())
def test_what_is_saved_is_loaded(tmp_path: Path, body: dict[str, object], response: object) -> None:
    call = Exchange("POST", "/v1/chat/completions", body, 200, response, 0.25)
    before = Cassette("case", "model", datetime.date(2026, 1, 2), 2, {"answer/a.md.j2": "0f"}, [call])
    path = tmp_path / "case.yaml"
    before.save(path)
    after = load_cassette(path)
    assert (after.model, after.recorded, after.samples, after.templates) == (
        before.model, before.recorded, before.samples, before.templates,
    )  # fmt: skip
    assert after.calls[0].key == call.key
    if isinstance(response, dict):
        assert json.loads(after.calls[0].content) == json.loads(call.content)
    else:
        assert after.calls[0].content == call.content


def test_half_a_surrogate_pair_is_kept(tmp_path: Path) -> None:
    call = Exchange("POST", "/", {"said": "a\ud800"}, 200, {"text": "b\udfff"}, 0.0)
    Cassette("case", "model", datetime.date(2026, 1, 2), calls=[call]).save(tmp_path / "case.yaml")
    after = load_cassette(tmp_path / "case.yaml").calls[0]
    assert after.key == call.key
    assert json.loads(after.content) == {"text": "b\udfff"}


def test_the_order_of_keys_does_not_matter_and_everything_else_does() -> None:
    key = request_key("POST", "/v1", {"a": 1, "b": [1, 2]})
    assert key == request_key("POST", "/v1", {"b": [1, 2], "a": 1})
    others = [
        ("GET", "/v1", {"a": 1, "b": [1, 2]}),
        ("POST", "/v2", {"a": 1, "b": [1, 2]}),
        ("POST", "/v1", {"a": 1, "b": [2, 1]}),
    ]
    assert all(key != request_key(*other) for other in others)


@pytest.mark.parametrize(
    "text", ["", "[]", "a: [", "calls: 1", "model: m\nrecorded: x\nsamples: 1\ntemplates: {}\ncalls: []", "\0"]
)
def test_what_is_no_cassette_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dose.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError, match="no cassette") as error:
        load_cassette(path)
    assert error.value.where == str(path)
    assert "answerdesk record dose" in error.value.hint


@pytest.mark.parametrize("model", ["gpt-5.1", "meta-llama/Llama-3.1-8B", "../../etc/passwd", "..", "a b:c", "模型"])
def test_a_model_has_one_folder_below(tmp_path: Path, model: str) -> None:
    place = cassette_path(tmp_path, model, "case")
    assert place.parent.parent == tmp_path
    assert place.resolve().is_relative_to(tmp_path.resolve())
