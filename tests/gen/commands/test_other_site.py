"""A site that is settings and not code: the shipped Hugo profile, from question to accepted page."""

from pathlib import Path

import frontmatter
import pytest

from tests.gen.desk import SETTINGS, make_desk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import answer_text, is_seo, model_server

CODE = "\n### In code\n\n```python\nprint('one\\ntwo')\n```\n\nThat prints two lines, one below the other.\n"


def with_code(request: Received) -> Deed:
    return answers(answer_text(request) + ("" if is_seo(request) else CODE))


def test_a_hugo_page_says_what_the_first_site_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys, SETTINGS + "site: {profile: hugo, author: Jane Doe}\n")
    name = desk.write("one.csv", "question,subject\nHow does row-echelon form help?,Mathematics\n").name
    with model_server(with_code) as server:
        said = desk.run("generate", name, "--base-url", server.url)
    assert said.status == 0, said.err
    path = desk.root / "drafts" / "mathematics" / "how-does-row-echelon-form-help.md"
    page = frontmatter.loads(path.read_text(encoding="utf-8"))
    assert page["title"] == "How does row-echelon form help?"
    assert "print('one\\ntwo')" in page.content
    assert isinstance(page["keywords"], list)
    said = desk.run("accept", "1", "--override", "the checks know the other site", "--as", "jane")
    assert said.status == 0, said.err
    assert (desk.root / "content" / "mathematics" / path.name).is_file()
    assert not path.exists()
