"""Cases of the checks: `cases/has/<check>[--what].md` has it, `cases/near/<check>[--what].md` nearly has it.

A case file is the base page's, changed: its front matter replaces fields of the page, its text is added to the answer
(or is the whole answer with `alone: true`). `evidence` is what the finding must point at; `file` replaces pieces of the
file itself, for what no page would write. `sources` are references by name, `named` those that the question names.
"""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from evals.suite import Inspection, Suite
from gen.errors import PageError
from gen.page.page import Page, Related
from gen.page.reader import load_page
from gen.page.writer import dump_page
from gen.sources.references import References
from gen.sources.sources import Sources

HERE = Path(__file__).parent
BASE = load_page((HERE / "base.md").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """A page made for a check; `text` is its file, `""` where no such page can be written."""

    check: str
    page: Page
    text: str
    evidence: str
    sources: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()

    @contextmanager
    def references(self) -> Iterator[References | None]:
        """What the page is held against; None for nothing."""
        if not self.sources:
            yield None
            return
        with TemporaryDirectory() as folder:
            for name, text in self.sources.items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
            sources = Sources(Path(folder), Path(folder) / ".index" / "sources.sqlite", embeds=False)
            sources.sync()
            try:
                yield References(sources, self.named)
            finally:
                sources.close()

    def inspected(self, suite: Suite, today: datetime.date | None = None) -> Inspection:
        """What a suite says of the page."""
        with self.references() as references:
            return suite.inspect(suite.reading(self.page, today, references), self.text)


def names(kind: str) -> list[str]:
    return sorted(path.stem for path in (HERE / "cases" / kind).glob("*.md"))


def load_case(kind: str, name: str) -> Case:
    _, front, body = (HERE / "cases" / kind / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    said = yaml.safe_load(front) or {}
    evidence, alone, pieces = said.pop("evidence", ""), said.pop("alone", False), said.pop("file", {})
    if "related" in said:
        said["related"] = tuple(Related(**article) for article in said["related"])
    sources, named = said.pop("sources", {}), tuple(said.pop("named", ()))
    assert said.keys() <= {field.name for field in fields(Page)}, f"unknown field in {name}"
    body = body.removesuffix("\n")
    answer = body if alone else f"{BASE.answer}\n\n{body}".rstrip("\n")
    page = replace(BASE, answer=answer, **said)
    try:
        text = dump_page(page)
    except PageError:
        text = ""
    for old, new in pieces.items():
        assert text.count(old) == 1, f"{old!r} is not in the file of {name}, or more than once"
        text = text.replace(old, new)
    return Case(name.partition("--")[0], load_page(text) if pieces else page, text, evidence, sources, named)
