"""A review page in a process of its own, to be killed. Says its port. Not a test."""

import sys
from pathlib import Path

import uvicorn

from review.commands.review import listen
from review.web.app import create_app
from review.web.guard import LOOPBACK, host_names
from tests.review.tray import JANE, desk_of


def main(root: Path) -> None:
    with desk_of(root) as desk, listen("127.0.0.1", 0) as listening:
        app = create_app(desk, alone=JANE, hosts=host_names(LOOPBACK))
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off")).run([listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
