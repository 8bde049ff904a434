"""`answerdesk review`: the review page."""

import argparse
import os
import socket
import sys
import threading
import webbrowser
from ipaddress import ip_address

import uvicorn

from gen.errors import UsageError
from review.desk import open_desk
from review.reviewer import who
from review.web.app import create_app
from review.web.guard import LOOPBACK, host_names

HELP = "Open the review page in a browser: the queue, drafts as readers will see them, verdicts. Ctrl-C ends it."
PORT = 8765


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on; 0 for a free one ({PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--as", dest="reviewer", metavar="NAME", help="who you are (settings: review; else git's user)")


def run(args: argparse.Namespace) -> int:
    """Serve it until interrupted."""
    if not _is_loopback(args.host):
        raise UsageError(f"{args.host} is open to other machines", hint="Signing in is not there yet.")
    with open_desk(args.start, args.load_suite) as desk, listen(args.host, args.port) as listening:
        desk.catalog.sync()
        port = listening.getsockname()[1]
        person = who(desk.workspace.root, desk.workspace.settings.review, args.reviewer)
        app = create_app(desk, alone=person, hosts=host_names(LOOPBACK), cookie=f"answerdesk-{port}")
        url = f"http://localhost:{port}/"
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        sys.stderr.write(f"You are {person.name}; Ctrl-C ends it.\n")
        if not args.no_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
        )
        uvicorn.Server(config).run([listening])
        app.state.house.rewriting.close()
    return 0


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
    try:
        return socket.create_server((host, port), backlog=128, reuse_port=False)
    except OSError as error:
        hint = f"Name another one: `answerdesk review --port {port + 1}`, or --port 0 for a free one."
        raise UsageError(f"port {port} of {host} cannot be used: {os.strerror(error.errno or 0)}", hint=hint) from None
