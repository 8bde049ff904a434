"""What a branch touches, as git tells it: pages that differ, and what they were before."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gen.errors import UsageError
from gen.visible import visible

_GIT = ("git", "--no-optional-locks")  # reading must not hold up who is at work there


@dataclass(frozen=True, slots=True)
class Changes:
    """Files of one repository that differ from where a branch left another.

    Attributes:
        root: the repository's folder.
        paths: absolute, of files that there are now: changed, new or not yet tracked.
        before: absolute paths of changed and removed files, each with git's name of its former content.
    """

    root: Path
    paths: frozenset[bytes]
    before: dict[bytes, bytes]

    def contents(self, paths: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Some of the paths in `before`, each with what it held, one after another."""
        command = [*_GIT, "-C", str(self.root), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:
            if git.stdin is None or git.stdout is None:  # they are pipes
                return
            for path in paths:
                git.stdin.write(self.before[path] + b"\n")
                git.stdin.flush()
                head = git.stdout.readline().split()
                if len(head) == 3:  # else `missing`: a clone without its contents, and no network
                    yield path, git.stdout.read(int(head[2]) + 1)[:-1]


def changes_since(revision: str, folders: Iterable[Path]) -> list[Changes]:
    """What differs between the working tree and the commit that it and a revision have in common.

    As `git diff REV...` has it: what happened on REV since the branch was made is not the branch's doing. What is not
    committed, or not tracked yet and not ignored, counts; a file that was renamed is a new one.

    Args:
        revision: a branch, a tag, a commit.
        folders: where the files are: in one repository or in several that all know the revision.

    Raises:
        UsageError: no repository, no such revision, or no commit in common.
    """
    roots = dict.fromkeys(_root(folder) for folder in folders)
    return [_changes(root, revision) for root in roots]


def real_path(path: str | bytes) -> bytes:
    """A file's path without links in its folders, as git has it."""
    folder, name = os.path.split(os.path.abspath(os.fsencode(path)))
    return os.path.join(_real_folder(folder), name)


@lru_cache(maxsize=1024)
def _real_folder(folder: bytes) -> bytes:
    return os.path.realpath(folder)


def _root(folder: Path) -> Path:
    said = _git(folder, "rev-parse", "--show-toplevel")
    if said.returncode:
        raise UsageError(
            f"{folder} is in no git repository ({_words(said)})", hint="--changed-since asks git what has changed."
        )
    return Path(os.fsdecode(said.stdout.removesuffix(b"\n")))


def _changes(root: Path, revision: str) -> Changes:
    base = _base(root, revision)
    changed, before = set[bytes](), dict[bytes, bytes]()
    fields = iter(_listed(root, "diff", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", base, "--"))
    for (mode, _, name, _, status), path in zip((head.split() for head in fields), fields, strict=False):
        whole = os.path.join(os.fsencode(root), path)
        if mode.startswith(b":100"):  # a file, no link and no other repository
            before[whole] = name
        if status != b"D":
            changed.add(whole)
    untracked = _listed(root, "ls-files", "--others", "--exclude-standard")
    changed.update(os.path.join(os.fsencode(root), path) for path in untracked)
    return Changes(root, frozenset(changed), before)


def _base(root: Path, revision: str) -> str:
    """The commit that a revision and the working tree have in common."""
    shallow = _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    hint = "This clone is shallow: fetch all of its history (`git fetch --unshallow`)." if shallow else ""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        message = f"git knows no revision `{revision}` in {root}"
        raise UsageError(message, hint=hint or "Name a branch, a tag or a commit; fetch it, if it is another clone's.")
    commit = found.stdout.decode().strip()
    base = _git(root, "merge-base", commit, "HEAD")
    if base.returncode:
        message = f"`{revision}` and what is checked out in {root} have no commit in common"
        raise UsageError(message, hint=hint or "Name a revision that the branch comes from.")
    return base.stdout.decode().strip()


def _listed(root: Path, *arguments: str) -> list[bytes]:
    command, *rest = arguments
    said = _git(root, command, "-z", *rest)
    if said.returncode:
        raise UsageError(f"git {command} failed in {root} ({_words(said)})")
    return said.stdout.split(b"\0")[:-1]


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run([*_GIT, "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}", hint="--changed-since needs git.") from None


def _words(said: subprocess.CompletedProcess[bytes]) -> str:
    lines = said.stderr.decode(errors="replace").strip().splitlines()
    return visible(lines[0]) if lines else f"exit status {said.returncode}"
