"""Files of every kind, read into paragraphs with their places; what cannot be read says why."""

import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.sources.document import Document, Paragraph, RefusedError
from gen.sources.reading import address_in, read_document
from gen.sources.splitting import TOO_LONG, passages_of
from tests.gen.sources.references import pdf


def told(name: str, content: str | bytes) -> list[tuple[int, str, str]]:
    document = read_document(name, content.encode() if isinstance(content, str) else content)
    return [(each.line or each.page, each.heading, each.text) for each in document.paragraphs]


def test_markdown_has_front_matter_headings_and_lines() -> None:
    text = "---\ntitle: Aspirin\nurl: https://example.org/a\n---\n\n# Doses\n\nLow\ndose.\n\nRisks\n-----\nBleeding.\n"
    assert told("a.md", text) == [(8, "Doses", "Low\ndose."), (13, "Risks", "Bleeding.")]
    document = read_document("a.md", text.encode())
    assert (document.title, document.url) == ("Aspirin", "https://example.org/a")


@pytest.mark.parametrize("front", ["a: [", "- 1", "'" * 3, "a: !!python/object:os.system {}", "2020-99-99: x"])
def test_front_matter_that_is_none_is_text(front: str) -> None:
    assert (5, "", "Text.") in told("a.md", f"---\n{front}\n---\n\nText.\n") or told(
        "a.md", f"---\n{front}\n---\n\nText."
    )


def test_the_first_heading_is_the_title_and_a_comment_in_code_is_no_heading() -> None:
    document = read_document("a.md", b"Text.\n\n```\n# no heading\n```\n\n## One ##\n\nMore.\n")
    assert document.title == "One"
    assert [each.heading for each in document.paragraphs] == ["", "", "One"]


def test_text_has_no_headings() -> None:
    assert told("a.txt", "# One\n\n# Two\n") == [(1, "", "# One"), (3, "", "# Two")]


def test_html_is_read_by_what_it_shows() -> None:
    page = """<html><head><title>The
    trial</title><style>p {}</style><link rel="canonical" href="https://example.org/t"></head>
<body><nav>Home | About</nav><h2>Results</h2>
<p>Mortality fell by <b>3&nbsp;%</b>
in <i>adults</i>.</p><script>alert("100 %")</script>
<table><tr><td>Group</td><td>n</td></tr></table></body></html>"""
    assert told("t.html", page) == [(4, "Results", "Mortality fell by 3 % in adults."), (6, "Results", "Group n")]
    document = read_document("t.html", page.encode())
    assert (document.title, document.url) == ("The trial", "https://example.org/t")


@pytest.mark.parametrize(
    "page",
    [
        "<p>Text",
        "Text",
        "<svg><p>no</svg>Text",
        "<div><div>Text</p></span>",
        "<title>x</title>Text",
        "<form><p>Text</form>",
    ],
)
def test_html_that_nobody_closed(page: str) -> None:
    assert [text for _, _, text in told("a.html", page)] == ["Text"]


@pytest.mark.parametrize(
    "page",
    [
        "<!--",
        "<!",
        "</",
        "<script>",
        "<a b='",
        "<",
        "<![CDATA[",
        "<svg>",
        "<p>x",
        "&#",
        "<title>",
        "a.\n",
        "A. ",
        "```\n",
    ],
)
def test_hostile_text_is_read_in_linear_time(page: str) -> None:
    began = time.process_time()
    with suppress(RefusedError):
        passages_of("a.html", read_document("a.html", (page * 100_000).encode()[:200_000]))
    assert time.process_time() - began < 5  # Python's own parser takes minutes for the first of them


def test_what_nobody_sees_of_a_page_is_dropped_and_lines_are_kept() -> None:
    page = "<p>One<!-- no\n<p>no -->\n<SCRIPT>\n'<p>no'\n</SCRIPT ><style>no</style><!DOCTYPE x\n>İ two</p>\n"
    page += "<p>Three <!-- no"
    assert told("a.html", page) == [(1, "", "One İ two"), (7, "", "Three")]


def test_html_says_its_own_encoding() -> None:
    page = '<meta charset="windows-1250"><p>Dvořák</p>'.encode("cp1250")
    assert [text for _, _, text in told("a.html", page)] == ["Dvořák"]


def test_mhtml_holds_a_page_and_its_address() -> None:
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "https://example.org/m"
    mail.set_content("no")
    mail.add_alternative("<title>M</title><p>Ünder <b>way</b></p>", subtype="html", cte="quoted-printable")
    document = read_document("m.mhtml", mail.as_bytes())
    assert document == Document((Paragraph("Ünder way", 1),), "M", "https://example.org/m")


def test_pdf_is_read_by_page_and_broken_words_are_joined() -> None:
    document = read_document("a.pdf", pdf("The pro-\ntein is\nlarge.", "", "Second page.", title="A trial"))
    assert document.title == "A trial"
    assert document.paragraphs == (Paragraph("The protein is large.", 0, 1), Paragraph("Second page.", 0, 3))


def test_a_pdf_that_is_locked_against_copying_only_is_read() -> None:
    assert told("a.pdf", pdf("Text.", password="")) == [(1, "", "Text.")]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", pdf("Text.", password="secret"), "it is encrypted"),
        ("a.pdf", pdf(""), "no text in it; a scan"),
        ("a.pdf", b"%PDF-1.7\n" + b"\xff\x00" * 900, "cannot be read as PDF"),
        ("a.pdf", b"not a pdf", "cannot be read as PDF"),
        ("a.docx", b"PK\x03\x04", ".docx is not read"),
        ("README", b"x", "a name without an ending is not read"),
        ("a.md", b"", "it is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "there is no text in it"),
        ("a.md", b"\x7fELF\x00\x00", "there are NUL bytes in it"),
        ("a.mhtml", b"Subject: x\n\nplain", "there is no page in it"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        read_document(name, content)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Naïve café: the déjà vu of an élève who says où and à."
    assert told("a.txt", text.encode(encoding)) == [(1, "", text)]


def test_an_address_is_read_as_browsers_write_it() -> None:
    assert address_in(b"[InternetShortcut]\r\nURL=https://example.org/a?b=c\r\n") == "https://example.org/a?b=c"
    assert address_in(b"https://example.org/\n") == "https://example.org/"
    assert address_in(b"nothing") == ""


@given(st.sampled_from([".md", ".txt", ".html", ".mhtml", ".pdf"]), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(kind: str, content: bytes) -> None:
    with suppress(RefusedError):
        document = read_document(f"a{kind}", content)
        assert all(each.text.strip() for each in document.paragraphs)


@given(st.lists(st.text(st.sampled_from("ab .2\n"), min_size=1, max_size=900), max_size=4))
def test_passages_hold_all_of_the_text_in_order(texts: list[str]) -> None:
    paragraphs = tuple(Paragraph(text.strip(), 1) for text in texts if text.strip())
    passages = passages_of("a.txt", Document(paragraphs))
    assert "".join("".join(p.text for p in passages).split()) == "".join("".join(texts).split())
    assert all(0 < len(passage.text) <= TOO_LONG + 1 for passage in passages)


def test_a_long_paragraph_is_cut_behind_a_sentence_and_keeps_its_lines() -> None:
    line = "Adults take 2.5 mg. of it as Dr. Who and Smith et al. Found in the first year of the trial, e.g. At night."
    (first, *rest) = passages_of("a.md", Document((Paragraph("\n".join([line] * 12), 10, 0, "Doses"),)))
    assert first.text.endswith("At night.")
    assert (first.place, first.heading) == ("a.md:10", "Doses")
    assert [passage.place for passage in rest] == ["a.md:16"]


def test_passages_of_two_headings_or_pages_are_two() -> None:
    paragraphs = (Paragraph("One.", 1, 0, "A"), Paragraph("Two.", 3, 0, "A"), Paragraph("Three.", 5, 0, "B"))
    assert [passage.text for passage in passages_of("a.md", Document(paragraphs))] == ["One.\nTwo.", "Three."]
    pages = (Paragraph("One.", 0, 1), Paragraph("Two.", 0, 2))
    assert [passage.place for passage in passages_of("a.pdf", Document(pages))] == ["a.pdf, page 1", "a.pdf, page 2"]
