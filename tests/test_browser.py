"""The browser that tests look with."""

import shutil

import pytest

from tests.browser import OpenPage, chromium


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_a_browser_a_test_is_skipped_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(outcome, match="apt-get install chromium"):
        chromium()


def test_it_runs_scripts(open_page: OpenPage) -> None:
    page = open_page("data:text/html,<p id=a><script>a.textContent = 1 + 1</script>")
    assert page.inner_text("p") == "2"
