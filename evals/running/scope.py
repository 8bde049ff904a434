"""Which pages a run is about."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.files import PageFile, page_files
from evals.running.changed import Changes, real_path
from evals.tree import Extent


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages of a run.

    Attributes:
        files: all that are read, in the order of their paths.
        chosen: numbers of those that are reported; the others are there for them to be compared with.
        extent: how much of the site they are.
        subject: only pages of this subject are reported, by its slug; `""` for all.
        others: numbers of those that are never reported, whatever a branch did to them.
        changes: what a branch has done, None for no branch: pages that it made bad are reported as well.
        roots: real paths of what was given, each as it was given.
    """

    files: Sequence[PageFile]
    chosen: frozenset[int]
    extent: Extent = Extent.PART
    subject: str = ""
    others: frozenset[int] = frozenset()
    changes: Sequence[Changes] | None = None
    roots: Mapping[bytes, str] = field(default_factory=dict)

    def shown(self, path: bytes) -> str | None:
        """How a page that was here before is called, by its real path; None where it was none of these."""
        for root, given in self.roots.items():
            below = path.removeprefix(root)
            if path == root or (path.startswith(root) and below.startswith(os.fsencode(os.sep))):
                parts = os.fsdecode(below).split(os.sep)
                if below and (not path.endswith(b".md") or any(part.startswith(".") for part in parts[:-1])):
                    return None
                return os.path.normpath(given + os.fsdecode(below))
        return None


def scope_of(
    paths: Iterable[Path],
    start: Path,
    *,
    against: Iterable[Path] = (),
    changes: Sequence[Changes] | None = None,
    subject: str = "",
    site_root: Path | None = None,
    workspace: Path | None = None,
) -> Scope:
    """The scope of what a command line names.

    Args:
        paths: files and folders to be checked.
        start: the folder that paths are told relative to.
        against: files and folders for them to be compared with.
        changes: see `Scope`.
        subject: see `Scope`.
        site_root: the content tree, where it is known.
        workspace: the folder of the settings that say so; its other folders are no site.

    Raises:
        UsageError: a path does not exist.
    """
    given, beside = list(paths), list(against)
    files = mine = page_files(given, start)
    others = frozenset[int]()
    if beside:
        known = {file.key for file in mine}
        files = page_files([*given, *beside], start)
        others = frozenset(number for number, file in enumerate(files) if file.key not in known)
    chosen = frozenset(range(len(files))) - others
    if changes is not None:
        touched = {path for each in changes for path in each.paths}
        chosen = frozenset(number for number in chosen if real_path(files[number].path) in touched)
    roots = {real_path(str(path)): _told(path, start) for path in [*given, *beside]}
    return Scope(files, chosen, _extent([*given, *beside], site_root, workspace), subject, others, changes, roots)


def _told(path: Path, start: Path) -> str:
    return str(path.relative_to(start) if path.is_relative_to(start) else path)


def _extent(paths: Iterable[Path], site_root: Path | None, workspace: Path | None) -> Extent:
    folders = [path.resolve() for path in paths if path.is_dir()]
    ours = [path.resolve() for path in (site_root, workspace) if path is not None]
    if site_root is not None and site_root.is_dir():
        if any(ours[0].is_relative_to(folder) for folder in folders):
            return Extent.SITE
        folders = [folder for folder in folders if not any(folder.is_relative_to(mine) for mine in ours)]
    return Extent.FOLDER if folders else Extent.PART
