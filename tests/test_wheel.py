"""What is released: the wheel alone is enough, the sdist makes the same wheel, and older Pythons can read it."""

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = "gen/starter"  # where `gen.shipped` looks for it


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _built(kind: str, source: Path, folder: Path) -> Path:
    _run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder, cwd=source)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked."""
    file = _built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked


def test_it_holds_the_rooms_and_a_workspace_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"answerdesk.py", "gen", "evals", "review"}
    shipped = {f"{SHIPPED}/{file.relative_to(ROOT)}" for file in _workspace_files()}
    assert shipped == {name for name in names if name.startswith(f"{SHIPPED}/")}
    assert {name for name in names if name.endswith((".pyc", ".sqlite"))} == set()


def _workspace_files() -> list[Path]:
    folders = (ROOT / "prompts", ROOT / "questions")
    return [ROOT / "answerdesk.yaml", *(file for folder in folders for file in folder.rglob("*") if file.is_file())]


def test_every_file_of_the_rooms_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    rooms = ["git", "ls-files", "-z", "answerdesk.py", "gen", "evals", "review"]
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    tracked = {name for name in _run(*rooms, cwd=ROOT).split("\0") if name and not name.startswith("evals/golden/")}
    assert tracked - names == set()


def test_the_sdist_holds_what_makes_the_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    rooms = {"gen", "evals", "review", "prompts", "questions"}
    files = {
        "answerdesk.py",
        "answerdesk.yaml",
        "CHANGELOG.md",
        "README.md",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
    }
    assert {path.name for path in sdist.iterdir()} == rooms | files
    assert not (sdist / "evals" / "golden").exists()
    made = _built("wheel", sdist, tmp_path / "made")
    with zipfile.ZipFile(made) as ours, zipfile.ZipFile(wheel) as theirs:
        assert {each.filename: each.CRC for each in ours.infolist()} == {
            each.filename: each.CRC for each in theirs.infolist()
        }


def test_the_version_is_one_and_the_changelog_knows_it(wheel: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert wheel.name == f"answerdesk-{version}-py3-none-any.whl"
    assert re.match(r"\d+\.\d+\.\d+$", version)
    headings = re.findall(r"(?m)^## \[([^]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert headings[0] == "Unreleased"


def test_it_works_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True, with_pip=False)
    home = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    _run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        home / "python",
        "install",
        "-qq",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=tmp_path,
    )
    # Its dependencies are this environment's: a path file's lines are taken, but path files they lead to are not read,
    # so the editable install of the checkout stays out of sight.
    site = Path(_run(home / "python", "-c", "import site; print(site.getsitepackages()[0])", cwd=tmp_path).strip())
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    assert str(site) in _run(home / "python", "-c", "import gen; print(gen.__file__)", cwd=tmp_path)

    assert "generate" in _run(home / "answerdesk", "--help", cwd=tmp_path)
    _run(home / "answerdesk", "init", "desk", cwd=tmp_path)
    desk = tmp_path / "desk"
    made = {file.relative_to(desk) for file in desk.rglob("*") if file.is_file()}
    assert {file.relative_to(ROOT) for file in _workspace_files()} <= made
    _run(home / "answerdesk", "plan", "questions/sample.csv", cwd=desk)
