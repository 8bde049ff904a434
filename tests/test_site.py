"""The documents as a site: it builds without a warning, all are on it, and nothing comes from elsewhere."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser import OpenPage

ROOT = Path(__file__).parents[1]
SETTINGS = ".mkdocs.yml"
# What a browser fetches by itself, other than what a reader follows.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|input)\b[^>]*?\ssrc=["']?(?:https?:)?//[^\s"'>]+
    |<link\b(?![^>]*\brel=["']?canonical)[^>]*?\shref=["']?(?:https?:)?//[^\s"'>]+
    |url\(\s*["']?(?:https?:)?//[^)]+
    |@import\s+["'](?:https?:)?//[^"']+""",
    re.VERBOSE | re.IGNORECASE,
)


def build(settings: Path, into: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(settings), "-d", str(into)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=quiet)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = build(ROOT / SETTINGS, folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.xdist_group("site")
def test_every_document_is_on_it(site: Path) -> None:
    expected = {path.stem for path in (ROOT / "docs").glob("*.md")} | {"index", "changelog", "prompt-files"}
    assert {path.stem for path in site.glob("*.html")} == expected | {"404"}
    assert {path.name for path in site.rglob("*.py")} == set()
    front = (site / "index.html").read_text("utf-8")
    assert 'href="commands.html"' in front
    assert 'href="docs/' not in front


@pytest.mark.xdist_group("site")
def test_nothing_in_it_comes_from_elsewhere(site: Path) -> None:
    files = [path for ending in ("html", "css") for path in site.rglob(f"*.{ending}")]
    assert len(files) > 20
    assert {path.name: found for path in files if (found := FETCHED.findall(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://cdn.example/a.js">',
        "<img alt=a src=//cdn.example/a.png>",
        '<link rel="stylesheet" href="https://fonts.example/css">',
        "a { background: url(https://cdn.example/a.png) }",
        '@import "https://fonts.example/css";',
    ],
)
def test_what_would_come_from_elsewhere_is_found(text: str) -> None:
    assert FETCHED.search(text)


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.xdist_group("site")
def test_it_is_read_and_searched_in_a_browser(address: str, open_page: OpenPage) -> None:
    """`open_page` fails at every request for another machine, and at every error in the console."""
    page = open_page(address)
    search = page.get_by_role("textbox", name="Search")
    search.focus()
    page.get_by_text("Type to start searching").wait_for()  # not before the index is loaded
    search.press_sequentially("settle")
    found = page.locator(".md-search-result__link").filter(has_text="settle").first
    found.wait_for()
    assert ".html" in (found.get_attribute("href") or "")
    search.press("Enter")  # opens the first; a list that is still being filled moves away from under a click
    page.wait_for_url("**/*.html*")


def test_a_dead_link_and_a_dead_anchor_stop_it(tmp_path: Path) -> None:
    """With the settings of the site, on documents of its own."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.md").write_text("# A\n\n[gone](gone.md), [other](b.md#gone)\n")
    (documents / "b.md").write_text("# B\n")
    settings = (ROOT / SETTINGS).read_text("utf-8")
    settings = settings[: settings.index("\nnav:")].replace("docs_dir: docs", f"docs_dir: {documents}")
    settings = re.sub(r"(?m)^hooks:\n.*\n", "", settings)
    (tmp_path / "mkdocs.yml").write_text(settings)
    built = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    said = built.stdout + built.stderr
    assert built.returncode == 1
    assert "gone.md" in said
    assert "b.md#gone" in said
