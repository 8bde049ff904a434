import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.content import catalog_reader
from gen.content.catalog import Catalog, Synced
from gen.errors import UsageError
from gen.ledger import ClaimStatus, Ledger, RunStart
from gen.page.page import Related
from gen.page.reader import load_page
from gen.page.writer import dump_page
from gen.question import Question
from gen.site.profile import SiteProfile
from tests.fresh import URL, put_ledger
from tests.gen.content_tree import SITE, put


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    put_ledger(tmp_path)
    with Ledger.open(URL, root=tmp_path) as opened:
        yield opened


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


@pytest.fixture
def catalog(ledger: Ledger, tree: Path) -> Catalog:
    return Catalog(ledger, tree, SITE)


def test_a_tree_is_read_once_and_then_what_changed(catalog: Catalog, tree: Path) -> None:
    first, second = put(tree, 7, "What is light?"), put(tree, 9, "What is mass?")
    assert catalog.sync() == Synced(pages=2, read=2, gone=0, unreadable=0)
    assert catalog.sync() == Synced(pages=2, read=0, gone=0, unreadable=0)
    first.unlink()
    put(tree, 12, "What is mass?")
    os.utime(second, ns=(1, 1))
    put(tree, 13, "What is heat?")
    assert catalog.sync() == Synced(pages=2, read=2, gone=1, unreadable=0)
    assert catalog.find("physics/what-is-light") is None
    mass = catalog.find("physics/what-is-mass")
    assert mass is not None
    assert (mass.id, mass.path, mass.error) == (12, "physics/what-is-mass.md", "")
    assert (mass.question, mass.title, mass.subject) == ("What is mass?", "What is mass?", "Physics")
    assert mass.url == "/learn/physics/questions/what-is-mass"


def test_the_largest_id_never_falls(catalog: Catalog, tree: Path, ledger: Ledger) -> None:
    assert catalog.largest_id() == 0
    path = put(tree, 500, "What is light?")
    catalog.sync()
    path.unlink()
    catalog.sync()
    assert catalog.largest_id() == 500
    assert ledger.claim([Question("Why?", "Physics")], ledger.start_run(RunStart("l")))[0].id == 501


def test_a_question_whose_place_a_published_one_has_is_a_clash(catalog: Catalog, tree: Path, ledger: Ledger) -> None:
    put(tree, 7, "What is C?")
    catalog.sync()
    claim = ledger.claim([Question("What is C++?", "Physics")], ledger.start_run(RunStart("l")))[0]
    assert (claim.status, claim.id, claim.error) == (ClaimStatus.CLASH, 7, "What is C?")


def test_a_published_question_is_not_claimed(catalog: Catalog, tree: Path, ledger: Ledger) -> None:
    put(tree, 7, "What is light?")
    catalog.sync()
    claim = ledger.claim([Question("What is light?", "Physics")], ledger.start_run(RunStart("l")))[0]
    assert (claim.status, claim.id, claim.mine) == (ClaimStatus.PUBLISHED, 7, False)


@pytest.mark.parametrize(
    ("content", "said", "number"),
    [
        (b"---js\nid: 3\n---\n", "---js", 3),
        (b"\xff\xfe", "UTF-8", None),
        (b"---\nid: 41\n", "does not end", 41),
        (b"---\nid: 99999999999999999999\n---\n", "", None),
        (b"", "does not open", None),
        (b"---\nid: 0\n---\n", "", None),
    ],
)
def test_a_page_that_cannot_be_read_keeps_its_place_and_id(
    catalog: Catalog, tree: Path, content: bytes, said: str, number: int | None
) -> None:
    (tree / "physics").mkdir()
    (tree / "physics" / "what-is-light.md").write_bytes(content)
    put(tree, 2, "What is mass?")
    assert catalog.sync().unreadable == 1
    (problem,) = catalog.problems()
    assert said in problem.error
    assert problem.error
    assert problem == catalog.find("physics/what-is-light")
    assert problem.id == number
    assert catalog.largest_id() == max(2, number or 0)


@pytest.mark.parametrize("number", [0, -5, 2**53])
def test_an_id_that_no_page_can_have(catalog: Catalog, tree: Path, number: int) -> None:
    path = put(tree, 1, "What is light?")
    path.write_text(path.read_text().replace("\nid: 1\n", f"\nid: {number}\n"))
    catalog.sync()
    (problem,) = catalog.problems()
    assert problem.id is None
    assert catalog.largest_id() == 0


def test_a_file_too_large_to_be_a_page(catalog: Catalog, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tree, 1, "What is light?")
    monkeypatch.setattr(catalog_reader, "LARGEST_FILE", 100)
    catalog.sync()
    assert "no page is larger" in catalog.problems()[0].error


def test_what_is_no_page_is_left_alone(catalog: Catalog, tree: Path) -> None:
    put(tree, 1, "What is light?")
    (tree / "README.txt").write_text("x")
    (tree / "folder.md").mkdir()
    (tree / "broken.md").symlink_to(tree / "nowhere")
    (tree / "loop").symlink_to(tree)
    assert catalog.sync() == Synced(1, 1, 0, 0)


def test_a_tree_that_is_not_there_is_empty(ledger: Ledger, tmp_path: Path) -> None:
    assert Catalog(ledger, tmp_path / "nowhere", SITE).sync() == Synced(0, 0, 0, 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_listed(catalog: Catalog, tree: Path) -> None:
    (tree / "physics").mkdir(mode=0)
    with pytest.raises(UsageError, match="cannot be listed") as refused:
        catalog.sync()
    assert refused.value.where == str(tree / "physics")


def test_a_name_that_is_no_text(catalog: Catalog, tree: Path) -> None:
    path = put(tree, 1, "What is light?")
    path.rename(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe.md"))
    assert catalog.sync() == Synced(1, 1, 0, 0)
    assert catalog.sync() == Synced(1, 0, 0, 0)
    found = catalog.find("physics/what-is-light")
    assert found is not None
    assert (tree / found.path).is_file()


def test_the_same_question_under_other_subjects(catalog: Catalog, tree: Path) -> None:
    put(tree, 1, "What is a field?")
    put(tree, 2, "What is a  Field", "Mathematics")
    put(tree, 3, "What is a field trip?", "Education Studies")
    catalog.sync()
    found = catalog.same_question(["what is a FIELD?", "What is a fold?"])
    assert {text: [page.id for page in pages] for text, pages in found.items()} == {"what is a FIELD?": [2, 1]}


def test_many_keys_at_once(catalog: Catalog, tree: Path) -> None:
    put(tree, 1, "What is light?")
    catalog.sync()
    keys = [f"physics/what-is-{n}" for n in range(2000)]
    assert list(catalog.find_many([*keys, "physics/what-is-light"])) == ["physics/what-is-light"]


def test_another_profile_reads_all_anew(ledger: Ledger, tree: Path) -> None:
    hugo = SiteProfile.model_validate({"profile": "hugo"})
    put(tree, 1, "What is light?", "Physics", "light", site=hugo)
    assert Catalog(ledger, tree, SITE).sync() == Synced(1, 1, 0, 1)
    assert Catalog(ledger, tree, hugo).sync() == Synced(1, 1, 0, 0)
    assert Catalog(ledger, tree, hugo).sync() == Synced(1, 0, 0, 0)


def test_more_pages_than_one_batch(catalog: Catalog, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gen.content.catalog._BATCH", 3)
    paths = [put(tree, number, f"What is {number}?") for number in range(1, 9)]
    assert catalog.sync() == Synced(8, 8, 0, 0)
    for path in paths[:7]:
        path.unlink()
    assert catalog.sync() == Synced(1, 0, 7, 0)


def test_two_that_sync_at_once_agree(
    ledger: Ledger, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second reads the same pages before the first has written them, and takes none of the first's for gone."""
    put(tree, 1, "What is light?")
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as other_ledger:
        first, second = Catalog(ledger, tree, SITE), Catalog(other_ledger, tree, SITE)
        second.sync()
        walked = list(catalog_reader.walk(tree))
        put(tree, 2, "What is mass?")
        first.sync()
        monkeypatch.setattr("gen.content.catalog.walk", lambda _tree: walked)  # the second's look was earlier
        second.sync()
    assert first.find("physics/what-is-light") is not None
    assert first.find("physics/what-is-mass") is not None


QUESTIONS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60).map(
    lambda text: "a" + " ".join(text.split())
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=QUESTIONS, number=st.integers(1, 2**53 - 1))
def test_a_page_is_found_under_its_questions_key(catalog: Catalog, tree: Path, question: str, number: int) -> None:
    asked = Question(question, "Physics")
    path = put(tree, number, question)
    catalog.sync()
    found = catalog.find(asked.key)
    assert found is not None
    assert (found.id, found.question, found.error) == (number, question, "")
    assert question in catalog.same_question([question]) or not found.question.strip("?. ")
    path.unlink()


def test_related_articles_are_not_read(catalog: Catalog, tree: Path) -> None:
    """They take half of the time, and what they say of other pages is not this page's."""
    path = put(tree, 1, "What is light?")
    page = load_page(path.read_text(), SITE)
    related = tuple(Related(n, f"What is {n}?", "Physics", f"/{n}") for n in range(5))
    path.write_text(dump_page(replace(page, related=related), SITE))
    catalog.sync()
    found = catalog.find("physics/what-is-light")
    assert found is not None
    assert (found.id, found.title, found.url) == (1, page.title, page.url)
