"""What all tests share: no network but this machine's own, and cassettes that hold no secret.

Record a cassette anew with `pytest TEST --record-mode=rewrite -n 0`; without the option nothing is ever recorded.
"""

import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings
from vcr.request import Request  # type: ignore[import-untyped]

from tests.browser import browser, open_page  # noqa: F401 (fixtures)
from tests.postgres import postgres  # noqa: F401 (a fixture)

# Half of the usual examples: the seed is another one in each run. A busy machine is no reason to fail.
settings.register_profile("suite", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# What is imported and rewritten once is not compiled again, by the next run and by the many processes that tests start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

THIS_MACHINE = [r"127\.", r"::1$", r"localhost$", "/", r"$"]  # the last two: Unix sockets
KEPT_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms", "x-should-retry"})
RECORDED_HOST = "recorded.invalid"  # a recording server's port changes from day to day


def _clean_request(request: Request) -> Request:
    url = urlsplit(request.uri)
    request.uri = urlunsplit(("http", RECORDED_HOST, url.path, url.query, ""))
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in KEPT_HEADERS}
    return request


def _clean_response(response: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    headers = response["headers"]
    response["headers"] = {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
    return response


@pytest.fixture
def vcr_config() -> dict[str, object]:
    """How cassettes are matched and cleaned. A `record_mode` here would silence the command line's."""
    return {
        "match_on": ["method", "path", "body"],
        "before_record_request": _clean_request,
        "before_record_response": _clean_response,
        "decode_compressed_response": True,
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test may reach this machine and no other."""
    for item in items:
        if item.get_closest_marker("block_network") is None:
            item.add_marker(pytest.mark.block_network(allowed_hosts=THIS_MACHINE))


def pytest_collection_finish() -> None:
    """Five thousand tests and all they import are no garbage: a collection need not look at them again each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    """`tests/cassettes/<room>/<module>`."""
    here, module = Path(__file__).parent, request.path
    return str(here / "cassettes" / module.parent.relative_to(here) / module.stem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A request that no cassette knows: say which command records it."""
    report = yield
    if call.excinfo is not None and "CannotOverwriteExistingCassette" in report.longreprtext:
        command = f".venv/bin/pytest -n 0 --record-mode=rewrite '{item.nodeid}'"
        advice = f"The request is not the one that was recorded. If that is meant, record it anew:\n{command}"
        report.sections.append(("recorded calls", advice))
    return report
