"""`answerdesk review`: the review page."""

import argparse
import contextlib
import os
import re
import signal
import socket
import sys
import threading
import webbrowser
from ipaddress import ip_address

import uvicorn
from starlette.applications import Starlette

from gen.errors import AnswerdeskError, UsageError
from review.desk import Desk, open_desk
from review.passwords import Passwords
from review.reviewer import who
from review.web.app import create_app
from review.web.entrance import Entrance
from review.web.guard import EVERYWHERE, LOOPBACK, host_names

HELP = "Open the review page in a browser: the queue, drafts as readers will see them, verdicts. Ctrl-C ends it."
PORT = 8765
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_HOST_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on; 0 for a free one ({PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--as", dest="reviewer", metavar="NAME", help="who you are (settings: review; else git's user)")
    signing = "demand that people sign in; always so with any other --host than this machine's own, and behind a proxy"
    parser.add_argument("--sign-in", action="store_true", help=signing)
    names = "a name that a proxy passes on; may be repeated"
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help=names)
    prefix = "where a proxy puts the page: /desk; it takes that off before it passes a request on"
    parser.add_argument("--root-path", default="", metavar="PATH", help=prefix)


def run(args: argparse.Namespace) -> int:
    """Serve it until interrupted."""
    _look_at(args)
    with open_desk(args.start, args.load_suite) as desk, listen(args.host, args.port) as listening:
        desk.catalog.sync()
        port = listening.getsockname()[1]
        entrance = _entrance(args, desk) if _is_open(args) else None
        app = _app(args, desk, entrance, port)
        url = _address(args, entrance, port)
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        sys.stderr.write(f"{_welcome(args, app, entrance)} Ctrl-C ends it.\n")
        if not args.no_browser and _is_loopback(args.host):
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        threading.Thread(target=_warm_up, args=(desk,)).start()
        # uvicorn raises again what stopped it: that is how this ends.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(_config(app, args.root_path)).run([listening])
        app.state.house.rewriting.close()
    return 0


def _warm_up(desk: Desk) -> None:
    """Load the checks before somebody waits for them."""
    with contextlib.suppress(AnswerdeskError):  # whoever needs them is told
        _ = desk.suite


def _look_at(args: argparse.Namespace) -> None:
    if not _PREFIX.fullmatch(args.root_path):
        raise UsageError(f"{args.root_path!r} is no prefix", hint="As in --root-path /desk, without a / at its end.")
    for name in args.allow_host:
        if not _HOST_NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a host", hint="As in --allow-host desk.example.org, no port.")


def _is_open(args: argparse.Namespace) -> bool:
    """Other machines may come, be it by a proxy; or so it was asked for."""
    behind_a_proxy = bool(args.allow_host or args.root_path)
    return bool(args.sign_in) or behind_a_proxy or not _is_loopback(args.host)


def _entrance(args: argparse.Namespace, desk: Desk) -> Entrance:
    """A team's where anybody has a password, else one person's."""
    root, settings = desk.workspace.root, desk.workspace.settings.review
    passwords = Passwords(root / settings.passwords)
    if passwords.names():
        return Entrance(settings, passwords)
    return Entrance(settings, owner=who(root, settings, args.reviewer))


def _app(args: argparse.Namespace, desk: Desk, entrance: Entrance | None, port: int) -> Starlette:
    alone = None if entrance else who(desk.workspace.root, desk.workspace.settings.review, args.reviewer)
    names = {*LOOPBACK, args.host, *args.allow_host}
    if not _is_loopback(args.host):
        names |= {socket.gethostname(), socket.getfqdn()}
    return create_app(desk, alone=alone, hosts=host_names(names), cookie=f"answerdesk-{port}", entrance=entrance)


def _address(args: argparse.Namespace, entrance: Entrance | None, port: int) -> str:
    """Where to go; by the link, where that lets one in."""
    (host,) = host_names([args.host])
    shown = socket.gethostname() if host in EVERYWHERE else "localhost" if _is_loopback(args.host) else host
    # Behind a proxy: nobody here knows whether it speaks HTTPS; it should.
    base = f"https://{args.allow_host[0]}" if args.allow_host else f"http://{shown}:{port}"
    by_link = entrance is not None and entrance.passwords is None
    return f"{base}{args.root_path}/" + (f"sign-in?token={entrance.token}" if entrance and by_link else "")


def _welcome(args: argparse.Namespace, app: Starlette, entrance: Entrance | None) -> str:
    if entrance is None:
        return f"You are {app.state.house.alone.name};"
    said = "People sign in with their passwords;"
    if entrance.owner is not None:
        said = f"Whoever has this link is {entrance.owner.name}; `answerdesk password NAME` is for more people."
    if not args.allow_host and not _is_loopback(args.host):
        said = f"Anybody on the way can read along: put a proxy with HTTPS before it. {said}"
    return said


def _config(app: Starlette, root_path: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # it would have the link's token
        server_header=False,
        timeout_graceful_shutdown=2,
        root_path=root_path,
        proxy_headers=True,
        forwarded_allow_ips=["127.0.0.1", "::1"],
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        UsageError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=128, reuse_port=False)
    except OSError as error:
        hint = f"Name another one: `answerdesk review --port {port + 1}`, or --port 0 for a free one."
        raise UsageError(f"port {port} of {host} cannot be used: {os.strerror(error.errno or 0)}", hint=hint) from None
    # Its connections inherit it. asyncio sets it for sockets that name their protocol, which this one does not; without
    # it a body waits 40 ms for the receipt of its headers.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
