from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gen.ledger import Ledger, RunStart
from tests.fresh import URL, put_ledger
from tests.postgres import Cluster


@contextmanager
def _fresh_ledger(request: pytest.FixtureRequest, root: Path) -> Iterator[str]:
    """The URL of a ledger of the kind that is asked for."""
    if request.param == "sqlite":
        put_ledger(root)
        yield URL
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        with cluster.ledger() as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh ledger on either database; a relative path is relative to `tmp_path`."""
    with _fresh_ledger(request, tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same before there is a ledger, and for what a ledger does not get over."""
    if request.param == "sqlite":
        yield URL
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        with cluster.database() as url:
            yield url


@pytest.fixture
def sqlite_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """For what is SQLite's own."""
    put_ledger(tmp_path)
    with Ledger.open(URL, root=tmp_path) as opened:
        yield opened


@pytest.fixture
def ledger(tmp_path: Path, url: str) -> Iterator[Ledger]:
    with Ledger.open(url, root=tmp_path) as opened:
        yield opened


@pytest.fixture
def run_id(request: pytest.FixtureRequest) -> int:
    name = "sqlite_ledger" if "sqlite_ledger" in request.fixturenames else "ledger"
    ledger: Ledger = request.getfixturevalue(name)
    return ledger.start_run(RunStart("list.csv"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, int]]:
    """A ledger for property tests: one for all examples, and a run in it."""
    root = tmp_path_factory.mktemp("shared")
    with _fresh_ledger(request, root) as made, Ledger.open(made, root=root) as opened:
        yield opened, opened.start_run(RunStart("list.csv"))
