"""Brings the index in line with the folder: reads what changed, and embeds what has no vector yet."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from gen.sources import embedding
from gen.sources.document import Document, RefusedError
from gen.sources.folder import Entry, Stamp, content_of, entries
from gen.sources.reading import address_in, is_address, read_document
from gen.sources.splitting import passages_of
from gen.sources.store import IndexedFile, Store

_BATCH = 64  # vectors that an interrupted index loses at most

Tell = Callable[[str, int, int], None]
"""Is told what is being done (`reading`, `embedding`), how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a look over the folder brought: how many files there are, were read anew, are gone, and are refused."""

    files: int
    read: int
    gone: int
    refused: int


def sync(folder: Path, store: Store, tell: Tell, *, embeds: bool) -> Synced:
    """Read what changed by size or time; what has the same content as before is not cut and embedded again.

    Cut short, it leaves what it has done, and the next one goes on from there.

    Args:
        folder: of the references.
        store: the index.
        tell: is told how far it is.
        embeds: whether passages are embedded, too.
    """
    known = store.files()
    seen = {entry.name: entry for entry in entries(folder)}
    gone = [name for name in known if name not in seen]
    fresh = {name for name, entry in seen.items() if not _is_known(entry, known.get(name))}
    # A page is read again when the address beside it is another.
    moved = {_stem(name) for name in [*gone, *fresh] if is_address(name)}
    todo = [entry for name, entry in seen.items() if name in fresh or _stem(name) in moved]
    addresses, pages = _addresses(seen.values()), {_stem(name) for name in seen if not is_address(name)}
    for number, entry in enumerate(todo):
        tell("reading", number, len(todo))
        if is_address(entry.name):
            _take_address(entry, store, alone=_stem(entry.name) not in pages)
        else:
            _take(entry, store, known.get(entry.name), addresses)
    if gone:
        store.remove(gone)
    if gone or todo:
        store.drop_vectors()
    if embeds and not embedding.missing():
        _embed(store, tell)
    refused = sum(bool(file.problem) for file in store.files().values())
    return Synced(len(seen), len(todo), len(gone), refused)


def _is_known(entry: Entry, known: IndexedFile | None) -> bool:
    if known is None or (entry.problem and entry.problem != known.problem):
        return False
    return bool(entry.problem) or known.stamp == entry.stamp


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def _addresses(seen: Iterable[Entry]) -> dict[str, str]:
    """The addresses that `.url` files name, by the name of the page without its ending."""
    found = {}
    for entry in seen:
        if is_address(entry.name) and not entry.problem:
            try:
                found[_stem(entry.name)] = address_in(content_of(entry))
            except RefusedError:
                continue  # told when the file itself is taken
    return found


def _take(entry: Entry, store: Store, known: IndexedFile | None, addresses: Mapping[str, str]) -> None:
    """Read a file anew, unless it holds what the index has."""
    address = addresses.get(_stem(entry.name), "")
    file = IndexedFile(entry.name, _stamp(entry), "", problem=entry.problem)
    document = Document(())
    try:
        if not entry.problem:
            content = content_of(entry)
            file = replace(file, hash=hashlib.sha256(address.encode() + b"\0" + content).hexdigest())
            if known is not None and known.hash == file.hash:
                store.touch(replace(known, stamp=file.stamp))
                return
            document = read_document(entry.name, content)
    except RefusedError as error:
        file = replace(file, problem=str(error))
    document = replace(document, url=address or document.url)
    passages = passages_of(entry.name, document)
    store.replace(replace(file, title=document.title, url=document.url, passages=len(passages)), passages)


def _take_address(entry: Entry, store: Store, *, alone: bool) -> None:
    """A file that only says where the page beside it was taken from; `alone` where there is none."""
    problem, content = entry.problem, b""
    try:
        content = b"" if problem else content_of(entry)
        address = address_in(content)
    except RefusedError as error:
        problem, address = str(error), ""
    if not problem and alone:
        problem = "it is an address only; save the page beside it, under the same name"
    elif not problem and not address:
        problem = "there is no address in it"
    digest = hashlib.sha256(content).hexdigest()
    store.replace(IndexedFile(entry.name, _stamp(entry), digest, url=address, problem=problem), ())


def _stamp(entry: Entry) -> Stamp:
    """The file's stamp; none where a change that comes now would not show in it."""
    return entry.stamp if entry.stamp.settled(time.time_ns()) else Stamp(0, 0, 0)


def _embed(store: Store, tell: Tell) -> None:
    total, done = store.count_lacking(embedding.NAME), 0
    while batch := store.lacking(embedding.NAME, _BATCH):
        tell("embedding", done, total)
        vectors = embedding.embed([f"{heading}\n{text}" if heading else text for _, heading, text in batch])
        # Half precision is far finer than what separates two passages.
        rows = [(key, row.astype("float16").tobytes()) for (key, *_), row in zip(batch, vectors, strict=True)]
        store.add_vectors(embedding.NAME, rows)
        done += len(batch)
