"""`answerdesk serve`: the embedded model for other programs on this machine."""

import argparse
import sys
import threading

from gen.model import embedded

HELP = "serve the embedded model on a loopback port until interrupted"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Port and slots."""
    parser.add_argument("--port", type=int, default=0, help="port on the loopback interface (default: a free one)")
    parser.add_argument(
        "--slots", type=int, default=embedded.SLOTS, help="answers it works on at once (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the base URL on standard output when the server is ready, then wait for Ctrl-C."""
    with embedded.start(port=args.port, slots=args.slots) as base_url:
        sys.stdout.write(f"{base_url}\n")
        sys.stdout.flush()
        sys.stderr.write(f"serving {embedded.MODEL}; any key will do; Ctrl-C ends it\n")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0
