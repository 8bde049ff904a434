"""Two machines, each with a workspace of its own, at one list and one ledger: every row is done once."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from gen.files import page_hash
from gen.ledger import DraftQuery, Ledger, RunStart, State
from tests.forked import Forked, command, forked
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.ledger.samples import finish, questions
from tests.gen.model_server import ModelServer, model_server
from tests.postgres import Cluster
from tests.proxy import Cable, cable

ROWS = 40
IN_FLIGHT = 2 * 4  # rows in work


@dataclass(frozen=True)
class Machine:
    name: str
    desk: TestDesk
    cable: Cable

    def start(self, server: ModelServer) -> AbstractContextManager[Forked]:
        """Elsewhere, where its process number says nothing, so that its silence alone tells that it is gone."""
        argv = ["-C", str(self.desk.root), "generate", "items.csv", "--base-url", server.url, "--concurrency", "4"]
        return forked(command, argv, self.name)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as made:
        yield made


@pytest.fixture
def shared(postgres: Cluster) -> Iterator[str]:
    with postgres.ledger() as url:
        yield url


@pytest.fixture
def machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Cluster, shared: str
) -> Iterator[list[Machine]]:
    socket, database = postgres.folder / ".s.PGSQL.5432", shared.partition("@/")[2].partition("?")[0]
    with cable(socket) as one, cable(socket) as other:
        made = []
        for name, line in (("ann", one), ("bob", other)):
            url = f"postgresql+psycopg://tests@127.0.0.1:{line.port}/{database}"
            desk = make_desk(tmp_path / name, capsys, f"{SETTINGS}ledger: {url}\n")
            desk.items(range(ROWS))
            made.append(Machine(name, desk, line))
        yield made


def silence(ledger: Ledger) -> None:
    """As after a minute in which nothing was heard of anybody."""
    with ledger.transaction() as connection:
        connection.execute(text("UPDATE runs SET heartbeat = heartbeat - 61 WHERE ended IS NULL"))


def every_row_once(ledger: Ledger, server: ModelServer) -> None:
    drafts = ledger.drafts(DraftQuery())
    assert [draft.state for draft in drafts] == [State.WAITING] * ROWS
    assert sorted(draft.id for draft in drafts) == list(range(1, ROWS + 1))
    asked = server.asked()
    assert len(asked) == 2 * ROWS
    # What was in flight where the machine was lost was asked again, since nobody knew of its answer; nothing else was.
    assert sum(asked.values()) - len(asked) <= IN_FLIGHT


def test_one_is_killed_and_the_other_does_what_it_leaves(
    machines: list[Machine], shared: str, server: ModelServer
) -> None:
    ann, bob = machines
    with Ledger.open(shared) as ledger, ann.start(server) as first:
        server.wait_for(10)  # the first has rows in hand, whatever the second has by then
        with bob.start(server) as second:
            server.wait_for(30)
            first.kill()
            first.wait()
            silence(ledger)
            assert second.wait() == 0, second.err
        every_row_once(ledger, server)
        assert {run.state.value for run in ledger.runs()} == {"died", "done"}


def test_one_is_cut_off_and_comes_back(machines: list[Machine], shared: str, server: ModelServer) -> None:
    ann, bob = machines
    with Ledger.open(shared) as ledger, ann.start(server) as first:
        server.wait_for(20)
        ann.cable.cut()
        with bob.start(server) as second:
            server.wait_for(40)
            silence(ledger)  # of the first alone it lasts: the second gives signs
            assert second.wait() == 0, second.err
        ann.cable.mend()
        assert first.wait() == 0, first.err
        said = first.err
        assert "the ledger's database is gone" in said
        assert "answers again" in said
        every_row_once(ledger, server)
        # Nothing but the pages that the ledger knows, whoever has made them of the same answers.
        known = {draft.path: draft.page_hash for draft in ledger.drafts(DraftQuery())}
        for root in (machine.desk.root for machine in machines):
            for path in (root / "drafts").rglob("*.md"):
                assert page_hash(path.read_text()) == known[path.relative_to(root).as_posix()]


def test_pages_are_brought_together(
    machines: list[Machine], shared: str, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    ann, bob = (machine.desk for machine in machines)
    for desk in (ann, bob):
        assert desk.run("generate", "items.csv", "--base-url", server.url, "--limit", "5").status == 0
    made = {**ann.drafts(), **bob.drafts()}
    assert len(made) == 10
    taken = next(iter(ann.drafts()))
    bob.write(f"drafts/{taken}", "somebody's own")
    said = bob.run("gather", "--json")
    assert (said.status, said.json) == (0, {"written": 4, "here": 6})
    assert bob.run("gather").out == "0 pages written, 10 were here\n"
    assert (bob.root / "drafts" / taken).read_text() == "somebody's own"
    (bob.root / "drafts" / taken).unlink()
    bob.run("gather")
    assert bob.drafts() == made
    with Ledger.open(shared) as ledger:
        for draft in ledger.drafts(DraftQuery()):
            assert page_hash((bob.root / draft.path).read_text()) == draft.page_hash
    shutil.rmtree(bob.root / "drafts")
    shown = bob.run("show", "1")
    assert "answerdesk gather" in shown.out + shown.err


def test_a_page_is_written_into_the_tray_only(machines: list[Machine], shared: str) -> None:
    desk = machines[0].desk
    with Ledger.open(shared) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        for claim in ledger.claim(questions("a", "b", "c"), run_id):
            finish(ledger, claim.id, run_id)
        with ledger.transaction() as connection:
            words = "INSERT INTO texts (draft_id, page_hash, text) VALUES (:id, :hash, 'x')"
            for number, place in ((1, "drafts/../../out.md"), (2, "content/in.md"), (3, "drafts/in.md")):
                connection.execute(text("UPDATE drafts SET path = :path WHERE id = :id"), {"path": place, "id": number})
                connection.execute(text(words), {"id": number, "hash": "wrong" if number == 3 else page_hash("x")})
    said = desk.run("gather")
    assert said.status == 1
    assert said.err.count("is not in the tray") == 2
    assert "not what was checked" in said.err
    assert not list(desk.root.parent.glob("*.md")) + list((desk.root / "content").glob("*"))


def test_a_ledger_of_one_machine_needs_no_gathering(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_desk(tmp_path, capsys).run("gather").status == 2


def test_a_tree_of_ones_own_gives_no_id_twice(machines: list[Machine], shared: str, server: ModelServer) -> None:
    """Each machine knows its own content tree; ids are everybody's."""
    ann, bob = (machine.desk for machine in machines)
    assert ann.run("generate", "items.csv", "--base-url", server.url, "--limit", "1").status == 0
    (place, page) = next(iter(ann.drafts().items()))
    source = (ann.root / "drafts" / place).read_text()
    published = source.replace(f"id: {page.id}\n", "id: 900\n").replace("item 0000", "item 9000")
    assert published != source
    bob.write("content/medicine/what-does-the-valve-of-item-9000-do.md", published)
    assert bob.run("generate", "items.csv", "--base-url", server.url, "--limit", "1").status == 0
    assert [draft.id for draft in bob.drafts().values()] == [901]
    with Ledger.open(shared) as ledger, ledger.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pages")) == 0
