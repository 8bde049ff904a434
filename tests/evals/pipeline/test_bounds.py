"""What the pipeline does with answers that nobody could read, and with processes that come and go."""

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from evals.pipeline.errors import PipelineError
from evals.pipeline.renderer import Renderer


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def run(script: str) -> str:
    """What a process of its own says. It has to end by itself."""
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_time() -> None:
    renderer = Renderer(seconds=0.01)
    with pytest.raises(PipelineError, match=r"longer than 0\.01 seconds"):
        renderer.shown("word $x$ " * 20_000)
    renderer.close()


def test_memory() -> None:
    renderer = Renderer(memory=16 << 20)
    with pytest.raises(PipelineError, match="more than 16 MB"):
        renderer.shown("*a* " * 100_000)
    renderer.close()


def test_after_an_answer_that_broke_it_the_next_is_done(renderer: Renderer) -> None:
    with pytest.raises(PipelineError, match="stack"):
        renderer.html(">" * 5_000 + "x")
    assert renderer.html("x") == "<p>x</p>"


@pytest.mark.parametrize("piece", ["[", "$", "`" * 3 + "\n", "*a ", "\\", "<a ", "![", "|a\n", "&", "#", "- \n"])
def test_pieces_of_markdown_a_thousand_times(renderer: Renderer, piece: str) -> None:
    renderer.shown(piece * 1_000)


def test_it_can_be_called_where_an_event_loop_runs(renderer: Renderer) -> None:
    async def call() -> str:
        return renderer.html("$x$")

    assert "katex" in asyncio.run(call())
    assert "katex" in asyncio.run(call())


def test_threads_take_turns(renderer: Renderer) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(renderer.html, map(str, range(40))))
    assert found == [f"<p>{number}</p>" for number in range(40)]


def test_a_fork_makes_its_own_and_both_end() -> None:
    said = run(
        """
        import os, sys
        from evals.pipeline.renderer import RENDERER
        print(RENDERER.html("parent"), flush=True)
        child = os.fork()
        if not child:
            print(RENDERER.html("child"), flush=True)
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        print(RENDERER.html("parent"))
        """
    )
    assert said.split() == ["<p>parent</p>", "<p>child</p>", "<p>parent</p>"]


def test_a_process_that_was_not_told_to_close_it_ends() -> None:
    assert run('from evals.pipeline.renderer import Renderer; r = Renderer(); print(r.html("x"))') == "<p>x</p>\n"


def test_v8_is_loaded_when_it_is_needed() -> None:
    assert run('import sys, evals.suite; print("py_mini_racer" in sys.modules)') == "False\n"
