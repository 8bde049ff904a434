"""Signing in, with a link and with a password, and staying out."""

import io
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher

import answerdesk
from gen.config import ReviewSettings
from gen.ledger import Ledger
from review.passwords import Passwords
from review.web.entrance import Entrance
from review.web.throttle import FREE, LONGEST_WAIT, MOST_KEYS, Throttle
from tests.review.tray import JANE, desk_of
from tests.review.web.conftest import Answer, Visitor, serving

PASSWORD = "correct horse battery"
SETTINGS = ReviewSettings(roles={"jane@example.org": "medical editor"})
WEAK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture
def passwords(root: Path) -> Passwords:
    made = Passwords(root / "passwords.yaml", WEAK)
    made.set(JANE.name, PASSWORD)
    made.set("bob", PASSWORD[::-1])
    return made


@contextmanager
def link(root: Path) -> Iterator[tuple[Visitor, Entrance]]:
    entrance = Entrance(SETTINGS, owner=JANE)
    with serving(root, alone=None, entrance=entrance) as port:
        yield Visitor(port), entrance


@contextmanager
def team(root: Path, passwords: Passwords) -> Iterator[Visitor]:
    with serving(root, alone=None, entrance=Entrance(SETTINGS, passwords)) as port:
        yield Visitor(port)


def sign_in(visitor: Visitor, name: str, password: str, **headers: str) -> Answer:
    body = urlencode({"name": name, "password": password}).encode()
    form = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    return visitor.ask("/sign-in", body, **{**form, **headers})


def test_nothing_is_shown_before_signing_in(root: Path) -> None:
    with link(root) as (visitor, _):
        for path in ("/", "/drafts/1", "/drafts/1/edit", "/numbers", "/events", "/nowhere", "/sign-in/", "/sign-inx"):
            answer = visitor.ask(path)
            assert (answer.status, answer.headers["location"]) == (303, "/sign-in"), path
        assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}).status == 401
        assert visitor.ask("/sign-out", {}).status == 401
        page = visitor.ask("/sign-in")
        assert page.status == 200
        assert "valve" not in page.text
        assert "set-cookie" not in page.headers


def test_the_link_lets_its_owner_in_and_leaves_the_address(root: Path) -> None:
    with link(root) as (visitor, entrance):
        for wrong in ("", "x", "ü", entrance.token[:-1], entrance.token + "x"):
            assert visitor.ask("/sign-in?" + urlencode({"token": wrong})).status == 403
        assert sign_in(visitor, JANE.name, entrance.token).status == 403
        came = visitor.ask(f"/sign-in?token={entrance.token}")
        assert (came.status, came.headers["location"]) == (303, "/")
        assert "HttpOnly" in came.headers["set-cookie"]
        assert "samesite=strict" in came.headers["set-cookie"].lower()
        text = visitor.ask("/").text
        assert "Jane Doe" in text
        assert entrance.token not in text
        assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}).status == 200
    assert entrance.token not in repr(entrance)


def test_signing_out_ends_the_session(root: Path) -> None:
    with link(root) as (visitor, entrance):
        visitor.ask(f"/sign-in?token={entrance.token}")
        assert 'id="sign-out"' in visitor.ask("/").text
        assert visitor.ask("/sign-out", {}, X_CSRF_Token="x").status == 403
        assert visitor.ask("/sign-out", {}).json == {"next": "/sign-in"}
        assert visitor.ask("/").status == 303


def test_a_session_from_where_nobody_signs_in_is_none_where_people_do(visitor: Visitor, root: Path) -> None:
    with link(root) as (other, _):
        other.cookies = dict(visitor.cookies)
        assert other.ask("/").status == 303


def test_sessions_survive_the_server_and_run_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with link(root) as (visitor, entrance):
        visitor.ask(f"/sign-in?token={entrance.token}")
        cookies = dict(visitor.cookies)
    with link(root) as (visitor, _):
        visitor.cookies = cookies
        assert visitor.ask("/").status == 200
        later = time.time() + 13 * 3600
        monkeypatch.setattr("gen.ledger.sessions.time", SimpleNamespace(time=lambda: later))
        assert visitor.ask("/").status == 303


def test_a_team_signs_in_with_roles(root: Path, passwords: Passwords) -> None:
    with team(root, passwords) as visitor:
        assert sign_in(visitor, "JANE@example.org", PASSWORD).status == 303
        assert visitor.ask("/").status == 200
        assert visitor.ask("/drafts/1/verdict", {"kind": "accept"}).status == 200
    with desk_of(root) as desk:
        (verdict,) = desk.ledger.history(1)
    assert (verdict.who, verdict.role) == (JANE.name, "medical editor")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(root: Path, passwords: Passwords) -> None:
    with team(root, passwords) as visitor:
        wrong, unknown = sign_in(visitor, "bob", PASSWORD), sign_in(visitor, "eve", PASSWORD)
        assert wrong.status == unknown.status == 403
        assert wrong.text.replace('value="bob"', "") == unknown.text.replace('value="eve"', "")
        assert sign_in(visitor, "<script>alert(1)</script>", "x").text.count("<script>") == 0
        assert sign_in(visitor, "bob", PASSWORD[::-1], Origin="http://evil.example").status == 403
        assert visitor.cookies == {}


def test_an_unknown_name_is_hashed_too(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda _self, known, _said: hashed.append(known))
    passwords.person("eve", "x")
    passwords.person("bob", "x")
    assert len(hashed) == 2


def test_who_leaves_the_team_is_out_at_once(root: Path, passwords: Passwords) -> None:
    with team(root, passwords) as visitor:
        sign_in(visitor, "bob", PASSWORD[::-1])
        assert visitor.ask("/").status == 200
        passwords.remove("bob")
        assert visitor.ask("/").status == 303


def test_guessing_is_slowed_down(root: Path, passwords: Passwords) -> None:
    with team(root, passwords) as visitor:
        said = [sign_in(visitor, "bob", "wrong").status for _ in range(FREE + 1)]
        assert said == [403] * FREE + [429]
        slow = sign_in(visitor, "bob", PASSWORD[::-1])
        assert slow.status == 429
        assert re.search(r"Try again in \d s", slow.text)
    clock = [0.0]
    throttle = Throttle(lambda: clock[0])
    waits = []
    for number in range(FREE + 12):
        wait = throttle.attempt("name bob", f"address {number}")
        waits.append(wait)
        clock[0] += wait
        assert not wait or throttle.attempt("name bob", f"address {number}") == 0
    assert waits == [0.0] * FREE + [min(2.0**n, LONGEST_WAIT) for n in range(12)]
    throttle.succeeded("name bob")
    assert throttle.attempt("name bob") == 0


def test_what_is_kept_of_guesses_is_bounded() -> None:
    throttle = Throttle()
    for number in range(MOST_KEYS + 10):
        throttle.attempt(f"name {number}")
    assert len(throttle._records) == MOST_KEYS


@pytest.mark.parametrize("body", [b"", b"\xff", b"name=%ff&password=x", b"&".join([b"a=1"] * 99), b"x" * 20_000])
def test_a_form_that_is_none(root: Path, passwords: Passwords, body: bytes) -> None:
    with team(root, passwords) as visitor:
        assert visitor.ask("/sign-in", body).status in (400, 403, 413)


def test_the_command_writes_a_private_file_and_signs_out(
    root: Path, passwords: Passwords, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with team(root, passwords) as visitor:
        sign_in(visitor, JANE.name, PASSWORD)
        monkeypatch.setattr("sys.stdin", io.StringIO("another long password\n"))
        assert answerdesk.main(["-C", str(root), "password", JANE.name]) == 0
        assert visitor.ask("/").status == 303
        assert sign_in(visitor, JANE.name, PASSWORD).status == 403
        assert sign_in(visitor, JANE.name, "another long password").status == 303
    text = (root / "passwords.yaml").read_text()
    assert "another" not in text
    assert stat.S_IMODE((root / "passwords.yaml").stat().st_mode) == 0o600
    assert answerdesk.main(["-C", str(root), "password", "bob", "--remove"]) == 0
    assert answerdesk.main(["-C", str(root), "password", "bob", "--remove"]) == 2
    assert "bob has no password" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "typed"), [("bob", "short\n"), ("bob", ""), ("a\nb", f"{PASSWORD}\n")])
def test_a_password_that_will_not_do(root: Path, name: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert answerdesk.main(["-C", str(root), "password", name]) == 2
    assert not (root / "passwords.yaml").exists()


def test_two_people_of_one_address_are_one_too_many(passwords: Passwords) -> None:
    with pytest.raises(Exception, match="would be the same person as Jane Doe"):
        passwords.set("Janet <jane@example.org>", PASSWORD)


@pytest.mark.parametrize("text", ["[1]", "bob: secret", "bob: 1", "{", "a: &a [*a]", "\x00", "!!python/object:os.x {}"])
def test_a_malformed_file_lets_nobody_in(root: Path, text: str) -> None:
    path = root / "passwords.yaml"
    path.write_text(text)
    with pytest.raises(Exception, match="no file of passwords"):
        Passwords(path).person("bob", "secret")


def test_behind_a_proxy_with_https(root: Path) -> None:
    entrance = Entrance(SETTINGS, owner=JANE)
    with serving(root, alone=None, prefix="/desk", entrance=entrance) as port:
        visitor = Visitor(port)
        came = visitor.ask(f"/sign-in?token={entrance.token}", X_Forwarded_Proto="https")
        assert came.headers["location"] == "/desk/"
        assert "Secure" in came.headers["set-cookie"]
        assert "Path=/desk" in came.headers["set-cookie"]
        assert Visitor(port).ask("/").headers["location"] == "/desk/sign-in"


def test_a_token_is_nowhere_in_the_ledger(root: Path) -> None:
    with link(root) as (visitor, entrance):
        visitor.ask(f"/sign-in?token={entrance.token}")
        cookie = next(iter(visitor.cookies.values()))
    with Ledger.open("sqlite:///ledger.sqlite", root=root):
        pass
    kept = b"".join(path.read_bytes() for path in root.glob("ledger.sqlite*"))
    assert cookie.encode() not in kept
    assert entrance.token.encode() not in kept
