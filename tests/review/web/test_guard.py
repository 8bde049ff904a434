"""What keeps other sites' pages, other names and half a session out."""

from pathlib import Path

import pytest

from gen.ledger import State
from tests.review.web.conftest import Visitor, serving
from tests.review.web.test_pages import state


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", ""])
def test_another_name_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.ask("/", Host=host).status in (400, 403)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example"]
)
def test_another_site_changes_nothing(visitor: Visitor, root: Path, origin: str) -> None:
    assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}, Origin=origin).status == 403
    assert state(root) is State.WAITING


def test_a_form_of_another_site_changes_nothing(visitor: Visitor, root: Path) -> None:
    crossing = visitor.ask("/drafts/1/verdict", {"kind": "accept"}, Origin="", Sec_Fetch_Site="cross-site")
    assert crossing.status == 403
    assert state(root) is State.WAITING


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_a_change_without_the_pages_token_is_refused(visitor: Visitor, root: Path, token: str) -> None:
    visitor.csrf = token
    assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}).status in (400, 403)
    assert state(root) is State.WAITING


def test_a_change_without_a_session_is_refused(visitor: Visitor, root: Path) -> None:
    token = visitor.csrf
    stranger = Visitor(visitor.port, csrf=token)
    assert stranger.ask("/drafts/1/verdict", {"kind": "accept"}).status == 403
    assert state(root) is State.WAITING


def test_every_answer_says_what_a_browser_may_do_with_it(visitor: Visitor) -> None:
    for path in ("/", "/drafts/1", "/drafts/1/edit", "/nowhere", "/static/app.js"):
        headers = visitor.ask(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert headers["x-content-type-options"] == "nosniff"
    cookie = Visitor(visitor.port).ask("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()


def test_a_body_has_its_bounds(visitor: Visitor) -> None:
    assert visitor.ask("/drafts/1/keep", b"x" * (5 * 1024 * 1024)).status in (400, 413)


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/katex/..%2f..%2frenderer.py"])
def test_nothing_but_assets_is_served(visitor: Visitor, path: str) -> None:
    assert visitor.ask(path).status == 404


def test_behind_a_proxy_all_addresses_have_its_prefix(root: Path) -> None:
    with serving(root, prefix="/desk") as port:
        visitor = Visitor(port)
        text = visitor.ask("/").text
        assert 'href="/desk/drafts/1"' in text
        assert 'src="/desk/static/queue.js' in text
        assert 'data-root="/desk/"' in text
        assert "Path=/desk" in Visitor(port).ask("/").headers["set-cookie"]
        assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}).status == 200
