"""Write a list, read it back."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gen.errors import RowError
from gen.question import Question
from gen.questions.columns import Columns
from gen.questions.notices import Notices
from gen.questions.read import read_questions
from gen.site.profile import SiteProfile

SITE = SiteProfile.model_validate(
    {"subjects": {"Physics": [], "Biology": [], "Computer Science": ["Computer science"]}, "subjects_closed": True}
)


@dataclass
class Lists:
    folder: Path
    notices: list[str] = field(default_factory=list)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name: str, content: str | bytes, subject: str = "") -> list[Question | RowError]:
        """The rows, their places without the folder."""
        return self.read_file(self.write(name, content), subject)

    def read_file(self, path: Path, subject: str = "") -> list[Question | RowError]:
        return list(read_questions(path, subject=subject, site=SITE, on_notice=self.notices.append))

    def told(self, name: str, content: str | bytes, subject: str = "") -> list[str]:
        """Rows as `line: text` or `line! message`."""
        return [brief(row) for row in self.read(name, content, subject)]

    def columns(self, *, needs_subject: bool = False) -> Columns:
        return Columns(Notices("list", self.notices.append), needs_subject=needs_subject)


def brief(row: Question | RowError) -> str:
    line = row.where.rpartition(":")[2]
    return f"{line}: {row.text}" if isinstance(row, Question) else f"{line}! {row.message}"


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    return Lists(tmp_path)
