"""The citations of a text: authors with a year, DOI, PMID, addresses, names of cases, statutes."""

import re
from collections.abc import Callable, Iterator

from evals.claims.citation import Citation, Cited

_NAME = r"(?:(?:van|von|de|der|den|di|la|le|Mc|Mac|O['’])[ ]?){0,3}[A-ZÀ-ÖØ-Þ][\w'’-]+"
_MORE = (
    rf"(?:,?[ ](?:et[ ]al\.?,?|(?:and|&)[ ](?:colleagues|coworkers|others|{_NAME}))"
    rf"|(?:,[ ]{_NAME}){{1,4}},?[ ](?:and|&)[ ]{_NAME})?"
)
_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?"
_AUTHOR_YEAR = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})(?P<more>{_MORE})(?:['’]s?)?(?:,?[ ]\((?P<bracket>{_YEAR})(?:[,;:][^()\n]{{0,80}})?\)"
    rf"|,[ ](?P<comma>{_YEAR})(?=\s*[);:,]))"
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>\])},;]*[^\s\"'<>\])},;.:]", re.I)
_PMID = re.compile(r"\b(?:PMID:?|PubMed(?:[ ]ID)?:?)[ ]?(\d{4,9})\b|pubmed\.ncbi\.nlm\.nih\.gov/(\d{4,9})", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'\])]*[^\s<>\"'\]).,;:!?*_]")
_PARTY = r"(?:[A-Z][\w.'’&-]*|of|the|de|and|for|ex|rel\.|&|\d+)"
_CASE = re.compile(
    rf"(?<![\w-])(?P<one>[A-Z][\w.'’-]*(?:,?[ ]{_PARTY}){{0,5}}),?[ ]v(?:s?\.|ersus)?[ ](?P<other>[A-Z][\w.'’-]*"
    r"(?:[ ](?:of|the|de|for|&|and(?=[ ][A-Z])|[A-Z][\w.'’&-]*)){0,6})"
    r"(?P<cite>,?[ ]\d{1,4}[ ][A-Z][\w.]*(?:[ ]?[\w.]+){0,3}[ ]\d{1,5})?(?:[ ]?\(?(?P<year>[12]\d{3})\)?)?"
)
_RE = re.compile(r"(?<![\w])(?:In re|Ex parte|R[ ]v\.?)[ ][A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,4}")
_TITLE = r"(?:[ ](?:of|on|for|and|the)(?=[ ](?:the[ ])?[A-Z])|[ ][A-Z][\w'’]*)"
_STATUTE = re.compile(
    r"\b\d{1,3}[ ](?:U\.?S\.?C\.?(?:A\.?)?|C\.?F\.?R\.?|Stat\.)[ ]?(?:§{1,2}[ ]?|Part[ ]|sec\.[ ]?)?\d[\w.():–-]*"
    r"|§{1,2}[ ]?\d[\w.()–-]*(?:[ ](?:Abs\.|Absatz|Nr\.)[ ]?\d+)?(?:[ ][A-Z][A-Za-z]{1,6}\b)?"
    rf"|\b(?:[Aa]rticle|[Ss]ection|Art\.|Sec\.|s\.)[ ]\d+[\w.()]*[ ]of[ ](?:the[ ])?[A-Z][\w'’]*{_TITLE}{{0,8}}"
    rf"|\b[A-Z][\w'’]*{_TITLE}{{0,6}}[ ](?:Act|Code|Directive|Regulation)(?:[ ]of)?[ ](?:[12]\d{{3}}\b|\d[\w./]*)"
)
_LEADS = "In|The|See|Under|As|From|Since|After|Following|And|But|Also|While|With|By|Like|For|Cases?|Supreme|Court"
_BEFORE_A_CASE = re.compile(rf"^(?:(?:{_LEADS}|landmark)[ ,]+)+")
_NO_AUTHOR_WORDS = """
    January February March April May June July August September October November December Spring Summer Autumn Winter
    Fall Act Code Amendment Treaty War Olympics Cup Convention Constitution Version Since Until In By From Of"""
_NO_AUTHORS = frozenset(_NO_AUTHOR_WORDS.split())


def citations(text: str) -> list[Citation]:
    """The citations of a text, in order, none of them within another one."""
    kept: list[Citation] = []
    found = [citation for read in _READERS for citation in read(text)]
    for citation in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or citation.start >= kept[-1].end:
            kept.append(citation)
    return kept


def _authors(text: str) -> Iterator[Citation]:
    for match in _AUTHOR_YEAR.finditer(text):
        year = match["bracket"] or match["comma"]
        # `in Paris, 1900,` is a place: a bare name with a comma counts within round brackets only.
        before = text[max(0, match.start() - 80) : match.start()]
        opened = match["bracket"] or match["more"] or before.rfind("(") > before.rfind(")")
        if opened and match["name"] not in _NO_AUTHORS:
            yield _citation(Cited.AUTHOR_YEAR, f"{match['name'].lower()} {year[:4]}", match)


def _dois(text: str) -> Iterator[Citation]:
    return (_citation(Cited.DOI, match[0].lower(), match) for match in _DOI.finditer(text))


def _pmids(text: str) -> Iterator[Citation]:
    return (_citation(Cited.PMID, match[1] or match[2], match) for match in _PMID.finditer(text))


def _addresses(text: str) -> Iterator[Citation]:
    for match in _ADDRESS.finditer(text):
        key = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0].lower()).rstrip("/")
        if not _DOI.search(key) and not _PMID.search(key):
            yield _citation(Cited.ADDRESS, key, match)


def _cases(text: str) -> Iterator[Citation]:
    for match in _CASE.finditer(text):
        lead = _BEFORE_A_CASE.match(match["one"])
        skipped = lead.end() if lead else 0
        one = match["one"][skipped:]
        start, end = match.start() + skipped, match.end()
        if one:
            key = re.sub(r"[^\w ]", "", f"{one} v {match['other']}".lower())
            yield Citation(Cited.CASE, key, start, end, text[start:end])
    for match in _RE.finditer(text):
        yield _citation(Cited.CASE, re.sub(r"[^\w ]", "", match[0].lower()), match)


def _statutes(text: str) -> Iterator[Citation]:
    for match in _STATUTE.finditer(text):
        yield _citation(Cited.STATUTE, re.sub(r"[.\s]+", " ", match[0].lower()).strip(), match)


def _citation(kind: Cited, key: str, match: re.Match[str]) -> Citation:
    return Citation(kind, key, *match.span(), match[0])


_READERS: tuple[Callable[[str], Iterator[Citation]], ...] = (_authors, _dois, _pmids, _addresses, _cases, _statutes)
