"""`answerdesk sources`: what the references hold."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence

from rich.console import Console

from gen.arguments import count
from gen.errors import UsageError
from gen.sources.embedding import INSTALL
from gen.sources.passage import Found
from gen.sources.sources import Sources
from gen.sources.store import IndexedFile
from gen.sources.telling import Teller
from gen.visible import one_line, visible
from gen.workspace import Workspace

HELP = "Read the references in sources/, and list what was read and what was refused; or look for passages."
_HINT = "Put Markdown, text, HTML, MHTML or PDF files there; docs/sources.md says more."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--search", metavar="TEXT", help="show the passages that are nearest to a claim or a question")
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="NAME",
        help="only in these: names or patterns; may be repeated",
    )
    parser.add_argument("--limit", type=count, default=5, metavar="N", help="passages to show (5)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Index, and list or search. 1 where files were refused, or nothing was found."""
    workspace = Workspace.find(args.start)
    with Teller(Console(stderr=True)) as teller:
        sources = Sources.open(workspace, teller.tell)
    if sources is None:
        raise UsageError("there are no references", where=str(workspace.near(workspace.sources)), hint=_HINT)
    try:
        unknown = sources.unknown(args.source)
        if unknown:
            raise UsageError(f"no reference is named {unknown[0]!r}", hint="`answerdesk sources` lists them.")
        if args.search is not None:
            return _search(args, sources)
        return _list(args, sources)
    finally:
        sources.close()


def _list(args: argparse.Namespace, sources: Sources) -> int:
    files = list(sources.files.values())
    refused = [file for file in files if file.problem]
    if args.json:
        report = {"files": [_file(file) for file in files], "embeddings": sources.embedded}
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(files, refused)))
        if sources.lacks:
            sys.stderr.write(_lacking(sources.lacks))
    return 1 if refused else 0


def _lines(files: Sequence[IndexedFile], refused: Sequence[IndexedFile]) -> Iterator[str]:
    for file in files:
        if file.passages:
            title = f"  {one_line(file.title)}" if file.title else ""
            yield f"{file.passages:>6,}  {one_line(file.name)}{title}"
    for file in refused:
        yield f"     –  {one_line(file.name)}: {one_line(file.problem)}"
    read = [file for file in files if file.passages]
    total = sum(file.passages for file in read)
    yield f"{len(read):,} read, {total:,} passages; {len(refused):,} refused"


def _lacking(package: str) -> str:
    return (
        f"Passages are looked for by their words alone: `{package}` is not installed.\n"
        f"{INSTALL}\nor `sources: {{embeddings: false}}` in the settings.\n"
    )


def _search(args: argparse.Namespace, sources: Sources) -> int:
    began = time.perf_counter()
    found = sources.passages_for(args.search, sources=args.source, limit=args.limit)
    seconds = time.perf_counter() - began
    if args.json:
        report = {"seconds": round(seconds, 6), "found": [_found(each) for each in found]}
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_shown(each) for each in found) if found else "no passage found\n")
    return 0 if found else 1


def _shown(found: Found) -> str:
    passage = found.passage
    heading = f"  {one_line(passage.heading)}" if passage.heading else ""
    near = f"  cosine {found.similarity:.2f}" if found.similarity is not None else ""
    text = visible(passage.text).replace("\n", "\n    ")
    return f"{one_line(passage.place)}{heading}{near}\n    {text}\n"


def _file(file: IndexedFile) -> dict[str, object]:
    said = {"name": file.name, "title": file.title, "url": file.url, "passages": file.passages}
    return {**said, "refused": file.problem}


def _found(found: Found) -> dict[str, object]:
    passage = found.passage
    said = {"source": passage.source, "place": passage.place, "heading": passage.heading, "text": passage.text}
    return {**said, "title": passage.title, "url": passage.url, "score": found.score, "similarity": found.similarity}
