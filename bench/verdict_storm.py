"""`kill -9` of the review page at random moments in a storm of verdicts over HTTP: what is lost or there twice.

    python -m bench.verdict_storm [--kills 100] [--drafts 40] [--clients 4] [--seed 1]

Each client gives and takes back verdicts on drafts of its own and of others. Exit status 1 where a verdict that was
answered is not in the ledger, or is there twice, or where ledger and folders disagree.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from gen.ledger import standing
from tests.review.tray import add_drafts, desk_of, make_workspace, pages
from tests.review.web.conftest import Visitor

HERE = Path(__file__).parents[1]
FOLDERS = {"accepted": "content/", "rejected": "drafts/.rejected/", "waiting": "drafts/"}


@dataclass
class Storm:
    """What was answered, over all kills: id of the verdict by id of the request."""

    root: Path
    drafts: int
    seed: int
    answered: dict[str, int] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)

    def blow(self, clients: int, seconds: float, kill: int) -> None:
        """Start the page, storm it, kill it."""
        command = [sys.executable, "-m", "tests.review.web.storming", str(self.root)]
        with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            before = len(self.answered)
            storming = [
                threading.Thread(target=self._client, args=(port, f"{self.seed}-{kill}-{number}"))
                for number in range(clients)
            ]
            for thread in storming:
                thread.start()
            while len(self.answered) == before and server.poll() is None:
                time.sleep(0.002)
            time.sleep(seconds)
            server.send_signal(signal.SIGKILL)
            for thread in storming:
                thread.join()

    def _client(self, port: int, name: str) -> None:
        chance, visitor = random.Random(name), Visitor(port)
        try:
            visitor.ask("/numbers")
            for count in range(1_000_000):
                request, draft = f"{name}-{count}", chance.randint(1, self.drafts)
                kind = chance.choice(["accept", "reject", "undo"])
                said = {"kind": kind, "reason": "style" if kind == "reject" else "", "request": request}
                answer = visitor.ask(f"/drafts/{draft}/verdict", said)
                if answer.status == 200:
                    self.answered[request] = answer.json["verdict"]["id"]
                else:
                    self.refused[answer.status] += 1
        except (OSError, HTTPException, ValueError):
            return  # killed

    def wrongs(self) -> list[str]:
        """What is not as it has to be."""
        found = [f"refused with {status}" for status in self.refused if status != 409]
        with desk_of(self.root) as desk:
            found += [f"owed: {error}" for error in desk.owed]
            histories = {number: desk.ledger.history(number) for number in range(1, self.drafts + 1)}
            ids = Counter(verdict.id for history in histories.values() for verdict in history)
            found += [
                f"verdict {each} of request {name}: {ids[each]} times"
                for name, each in self.answered.items()
                if ids[each] != 1
            ]
            twice = Counter(self.answered.values())
            found += [f"verdict {each} answers {count} requests" for each, count in twice.items() if count > 1]
            places = []
            for number, history in histories.items():
                draft, holds = desk.ledger.draft(number), standing(history)
                state = {"accept": "accepted", "reject": "rejected"}[holds.kind] if holds else "waiting"
                if draft is None or draft.state != state or not draft.path.startswith(FOLDERS[state]):
                    found.append(f"draft {number} should be {state}: {draft}")
                places.append(draft.path if draft else "")
        on_disk = [place for place in pages(self.root) if place.endswith(".md")]
        return found + ([] if sorted(places) == on_disk else [f"folders differ: {sorted(set(places) ^ set(on_disk))}"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--drafts", type=int, default=40)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder) / "desk")
        add_drafts(root, *(f"What does valve {number} do?" for number in range(args.drafts)))
        storm, wrongs = Storm(root, args.drafts, args.seed), list[str]()
        for kill in range(args.kills):
            storm.blow(args.clients, chance.uniform(0.0, 0.5), kill)
            wrongs += storm.wrongs()
    print(f"{args.kills} kills, {args.clients} clients: {len(storm.answered)} answered, {storm.refused[409]} refused")
    print("\n".join(wrongs) or "every answered verdict is in the ledger once; ledger and folders agree")
    return int(bool(wrongs))


if __name__ == "__main__":
    sys.exit(main())
