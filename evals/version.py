"""The version of the code that checks pages: what it is told to check is for the suite to add."""

import hashlib
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.resources.abc import Traversable

# Of `gen` what reads a page and finds a place in it, and what finds passages.
_FOLDERS = (("evals",), ("gen", "page"), ("gen", "site"), ("gen", "postprocess"), ("gen", "sources"))
# What says nothing of a page: how findings are printed, commands, and what drafts are made for.
_ASIDE = frozenset({"__pycache__", "commands", "comparing", "golden", "printers", "trials"})
_NAME = "answerdesk"
_REQUIRED = re.compile(r"[\w.-]*")  # the name in `openai[aiohttp]>=3.50`


@cache
def code_version() -> str:
    """A hash of the code, of what it carries with it (the site's own pipeline) and of the packages it calls."""
    parts = [_content(files(room).joinpath(*below)) for room, *below in _FOLDERS]
    parts += [line.encode() for line in (*_packages(), sys.version)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _content(folder: Traversable) -> bytes:
    """The hashes of all files below a folder with their names, in order; what Python makes of them left out."""
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in _ASIDE:
            digest.update(entry.name.encode() + b"\0" + _content(entry))
        elif entry.is_file():
            digest.update(entry.name.encode() + b"\0" + hashlib.sha256(entry.read_bytes()).digest())
    return digest.digest()


def _packages() -> list[str]:
    """The packages that this one asks for, in the versions that are installed."""
    try:
        names = sorted({_REQUIRED.findall(line)[0] for line in requires(_NAME) or ()})
    except PackageNotFoundError:  # run from a checkout that was never installed
        return []
    return [f"{name} {_version(name)}" for name in names]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
