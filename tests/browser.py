"""A real browser for tests: Debian's Chromium, driven by Playwright, without a network.

Ask for `open_page`: `page = open_page(url, color_scheme="dark")` gives a Playwright page in a context of its own. A
test that leaves an error in the console, an exception on the page, or a request for another machine fails.

Where there is no Chromium the test is skipped, and fails where CI is set.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (  # it asks nobody for anything
    *("--disable-gpu", "--disable-quic", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
)
_HERE = {"", "127.0.0.1", "localhost", "::1"}
OpenPage = Callable[..., "Page"]


def chromium() -> str:
    """Where it is; else the test is skipped, or fails in CI."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One for the tests of a file: while Playwright is there, its thread's event loop counts as running.

    Tests of other files start loops of their own, so it cannot live for a whole session. It starts in 0.7 s.
    """
    from playwright.sync_api import sync_playwright  # nothing else should pay for its import

    path = chromium()
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *root])
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[OpenPage]:
    """Opens an address in a new context; its keyword arguments are those of `Browser.new_context`."""
    trouble: list[str] = []
    contexts = []

    def listen(page: "Page") -> None:
        def console(message: "ConsoleMessage") -> None:
            if message.type in {"error", "warning"}:
                trouble.append(f"console: {message.text}")

        def request(asked: "Request") -> None:
            if (urlsplit(asked.url).hostname or "") not in _HERE:
                trouble.append(f"request: {asked.url}")

        page.on("console", console)
        page.on("pageerror", lambda error: trouble.append(f"exception: {error}"))
        page.on("request", request)

    def opened(url: str, **said: Any) -> "Page":
        context = browser.new_context(**said)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("page", listen)
        page = context.new_page()
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []
