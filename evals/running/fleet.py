"""Many pages at once on Ray: for trees that one machine takes hours for. Each machine has the tree at the same path."""

import itertools
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import ray.data
from ray.data import ActorPoolStrategy

from evals.running.examine import Examined, Order, examine
from evals.running.pool import Numbered
from evals.suite import Suite
from gen.fleet.cluster import cluster

# Pages of a batch: half a second of work, so that sending and waiting cost little beside it.
_BATCH = 256

# Pages that are handed out from one pool of actors, which takes some seconds to start.
_WINDOW = 1_000_000


class _Examiner:
    """Examines batches of pages, in a process of Ray's."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """What came of each page, pickled as it was asked for."""
        orders: list[Order] = [pickle.loads(bytes(each)) for each in batch["order"]]  # noqa: S301 (from the driver)
        said = [pickle.dumps(examine(self._suite, order)) for order in orders]
        return {"number": [int(each) for each in batch["number"]], "said": said}


def examine_on_ray(
    suite: Suite, orders: Iterable[Numbered], workers: int, address: str | None
) -> Iterator[tuple[int, Examined]]:
    """Examine page files, as `evals.running.pool.examine_all` does.

    Args:
        suite: the checks.
        orders: numbered.
        workers: actors.
        address: of a running cluster, None to start one on this machine.

    Yields:
        What came of each, with its number, in the order of their completion.
    """
    coming = iter(orders)
    with cluster(address, workers):
        while window := list(itertools.islice(coming, _WINDOW)):
            rows = [{"number": number, "order": pickle.dumps(order)} for number, order in window]
            done = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // _BATCH)).map_batches(
                _Examiner,
                fn_constructor_args=(suite,),
                batch_size=_BATCH,
                batch_format="numpy",
                compute=ActorPoolStrategy(size=workers),
                num_cpus=1,
            )
            for row in done.iter_rows():
                said: Examined = pickle.loads(bytes(row["said"]))  # noqa: S301 (from a worker of our own)
                yield int(row["number"]), said
