"""The same prompts as bench/bare.py through curator, in a Python of its own that has it. Its cache begins empty.

PYTHON bench/curator_loop.py URL CALLS CONCURRENCY

Curator (`pip install bespokelabs-curator`) is no part of this project. Its progress display, telemetry and cache of
answers are as they cost least: plain lines, none, and a folder that is thrown away.
"""

import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

# Far beyond what is asked: the limits of requests and tokens a minute must not be what is measured.
UNBOUNDED = 10**9


def curator_loop(url: str, calls: int, concurrency: int) -> None:
    from bespokelabs import curator  # noqa: PLC0415 (it reads the environment as it is imported)

    class Answers(curator.LLM):  # type: ignore[misc]
        def prompt(self, row: dict[str, str]) -> str:
            return row["question"]

        def parse(self, row: dict[str, str], response: str) -> dict[str, str]:
            return {"question": row["question"], "answer": response}

    limits = {"max_requests_per_minute": UNBOUNDED, "max_tokens_per_minute": UNBOUNDED}
    backend = {"base_url": url, "api_key": "none", "max_concurrent_requests": concurrency, **limits}
    answers = Answers(model_name="gpt-4o-mini", backend="openai", backend_params=backend)
    said = answers([{"question": f"What is question {number}?"} for number in range(calls)])
    assert len(said.dataset) == calls, len(said.dataset)


if __name__ == "__main__":
    os.environ |= {"CURATOR_DISABLE_RICH_DISPLAY": "1", "TELEMETRY_ENABLED": "false", "CURATOR_VIEWER": "0"}
    # It counts tokens with a file that it fetches from the network; litellm, which comes with it, has a copy.
    if (litellm := find_spec("litellm")) is not None and litellm.origin:
        tokenizers = Path(litellm.origin).parent / "litellm_core_utils" / "tokenizers"
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(tokenizers))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CURATOR_CACHE_DIR"] = folder
        curator_loop(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
