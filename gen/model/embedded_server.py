"""The child process of `gen.model.embedded`: serves a weight file on a loopback port while its standard input is open.

    python -m gen.model.embedded_server WEIGHTS ALIAS PORT SLOTS

Prints its address, one line, when it is ready.
"""

import ctypes
import os
import signal
import sys

import xllamacpp

CONTEXT = 4096  # tokens of a slot, prompt and answer together; 90 MB of memory each
LARGEST_POOL = 4  # threads: the model is too small to gain from more
PR_SET_PDEATHSIG = 1  # prctl(2)


def parameters(weights: str, alias: str, port: int, slots: int) -> xllamacpp.CommonParams:
    """llama.cpp's settings: the chat template of the weight file, no page, no metrics, no sight of others' prompts."""
    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.model_alias = {alias}
    params.port = port
    params.n_parallel = slots
    params.n_ctx = CONTEXT * slots  # it is divided among the slots
    params.fit_params = False
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = threads()
    params.ui = False
    params.endpoint_slots = False
    params.cache_ram_mib = 0  # the slots' own caches of the prompt do; this one may grow to 8 GB
    params.cache_idle_slots = False
    params.warmup = False
    params.cors_origins = "localhost"  # the default lets every page in a browser call it
    params.verbosity = 2  # warnings and errors
    return params


def threads() -> tuple[int, int]:
    """How many write an answer, and how many read a prompt.

    For every token the threads wait for each other: with one on each core, all wait for the one that was put off, so
    a core is left to whoever asks. Reading has few such meetings: on two cores, two read 340 tokens a second, one 180.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores - 1, LARGEST_POOL)), min(cores, LARGEST_POOL)


def _die_with_parent() -> None:
    """Covers what the end of standard input does not: a parent that is killed while a fork of it lives on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Serve until standard input ends."""
    _die_with_parent()
    weights, alias, port, slots = sys.argv[1:]
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever the library prints is log
    server = xllamacpp.Server(parameters(weights, alias, int(port), int(slots)))
    answer.write(f"{server.listening_address}\n")
    answer.flush()
    sys.stdin.buffer.read()
    os._exit(0)  # no tidying: it waits for the answers in work


if __name__ == "__main__":
    main()
