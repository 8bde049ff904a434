"""A passage: a stretch of a reference that is found, shown and quoted as one."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A few hundred characters of a reference.

    Attributes:
        source: the file's name, relative to the folder of the references, with `/`.
        place: where it stands: `trial.md:12`, or `trial.pdf, page 3`.
        text: as the file has it; white space folded where the file's own has no meaning.
        key: a hash of what it says, wherever it stands.
        heading: the heading it stands under, `""` for none.
        title: of the reference, as people know it; the file's name where it has none.
        url: where the reference was taken from, `""` where it does not say.
    """

    source: str
    place: str
    text: str
    key: str
    heading: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found.

    Attributes:
        passage: it.
        score: its rank in all of the searches, joined: more is better; it compares within one search only.
        similarity: cosine of the embeddings of passage and search, None where nothing was embedded.
    """

    passage: Passage
    score: float
    similarity: float | None = None


def place_of(source: str, line: int, page: int) -> str:
    """How a place is said: by page where the file has pages, else by line; both count from 1, 0 is none."""
    if page:
        return f"{source}, page {page}"
    return f"{source}:{line}" if line else source


def key_of(heading: str, text: str) -> str:
    """A passage's key: 128 bits of SHA-256 over heading and text, hexadecimal."""
    return hashlib.sha256(f"{heading}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
