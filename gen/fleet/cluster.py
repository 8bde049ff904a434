"""A Ray cluster for as long as it is needed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import ray
from ray.data import DataContext


@contextmanager
def cluster(address: str | None, workers: int) -> Iterator[None]:
    """Reach a cluster, or start one on this machine with a processor for each worker.

    Args:
        address: of one that runs, as `RAY_ADDRESS` has it; None to start one.
        workers: how many will be asked of it.
    """
    if address:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    else:
        ray.init(num_cpus=workers + 1, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield
    finally:
        ray.shutdown()


def machines() -> int:
    """How many machines the cluster has now."""
    return sum(bool(node["Alive"]) for node in ray.nodes())
