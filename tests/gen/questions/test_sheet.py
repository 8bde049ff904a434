import contextlib
import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import ListError
from gen.question import Question
from gen.questions import strings

from .conftest import Lists, brief

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
SHARED = "<si><t>question</t></si><si><t>subject</t></si><si><t>date</t></si><si><t>Physics</t></si>"
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\ mmm\\ yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/><numFmt numFmtId="166" formatCode="0.0&quot; days&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    "</cellXfs>"
)


def relations(*parts: tuple[str, str, str]) -> str:
    inside = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in parts)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def book(
    path: Path,
    rows: str,
    *,
    shared: str = SHARED,
    space: str = MAIN,
    before: str = "",
    properties: str = "",
    packed: bool = True,
) -> Path:
    """A workbook by hand, as Excel writes it: its texts are shared strings."""
    parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "/xl/sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{OFFICE}">{properties}'
        '<sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}">{STYLES}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'{before}<x:worksheet xmlns:x="{space}" xmlns="{space}"><sheetData>{rows}'
        "</sheetData></x:worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def row(number: int, question: str, date: str = "") -> str:
    return f'<row r="{number}">{question}<c r="B{number}" t="s"><v>3</v></c>{date}</row>'


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is>{text}</is></c>'


def told(lists: Lists, path: Path, subject: str = "") -> list[str]:
    return [brief(found) for found in lists.read_file(path, subject)]


def test_what_openpyxl_writes(lists: Lists) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for values in (
        [],
        ["Question", "Subject ", "id", "date", "notes"],
        ["Why?", "Physics", 17, datetime.date(2024, 1, 31), "one\ntwo"],
        [],
        [None, "  "],
        [" How   so?", "biology", "a7", datetime.datetime(1900, 1, 1, 12)],
        ["What?", "Physics", None, "2024-02-01"],
    ):
        sheet.append(values)
    workbook.save(lists.folder / "list.xlsx")
    first, second, third = lists.read_file(lists.folder / "list.xlsx")
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert isinstance(third, Question)
    assert (first.text, first.id, first.date, first.notes) == ("Why?", "17", datetime.date(2024, 1, 31), "one\ntwo")
    assert (second.text, second.subject, second.date) == ("How so?", "Biology", datetime.date(1900, 1, 1))
    assert (third.where.rpartition("/")[2], str(third.date)) == ("list.xlsx:7", "2024-02-01")


def test_every_kind_of_bad_row_and_the_good_ones_between(lists: Lists) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    rows: list[tuple[list[str | float | datetime.date | datetime.time | None], str]] = [
        (["Good one?", "Physics"], ": Good one?"),
        ([42, "Physics"], "! the question is the number 42, not text"),
        ([1.5, "Physics"], "! the question is the number 1.5, not text"),
        ([True, "Physics"], "! the question is true, not text"),
        ([datetime.date(2024, 1, 31), "Physics"], "! the question is the date or time 2024-01-31, not text"),
        (['=UPPER("a")', "Physics"], "! the question is a formula without a value"),
        (["#REF!", "Physics"], "! the question is the spreadsheet's error #REF!"),
        ([None, "Physics"], "! the question is missing"),
        (["Why?", None], "! the subject is missing"),
        (["Why?", "Physics", 45321], "! the date is the number 45321, not text"),
        (["Why?", "Physics", datetime.time(10)], "! the date is no day of the calendar (0.416667)"),
        (["Why?", "Physics", None, "far"], "! the row has a cell in a column without a name"),
        (["Good two?", "Physics", None, " "], ": Good two?"),
    ]
    sheet.append(["question", "subject", "date"])
    for values, _ in rows:
        sheet.append(values)
    workbook.save(lists.folder / "list.xlsx")
    assert told(lists, lists.folder / "list.xlsx") == [f"{n}{said}" for n, (_, said) in enumerate(rows, 2)]


@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_texts_as_spreadsheets_store_them(lists: Lists, space: str) -> None:
    shared = SHARED + "<si><r><t>Rich </t></r><r><rPr><b/></rPr><t>text?</t></r><rPh><t>reading</t></rPh></si>"
    rows = (
        HEADER
        + row(3, '<c r="A3" t="s"><v>4</v></c>')
        + row(4, inline("<r><t>In</t></r><r><t>line?</t></r>"))
        + row(6, '<c r="A6" t="str"><f>A1</f><v>Of a formula?</v></c>')
        + row(7, inline("<t>One_x000D_\nline?</t>"))
        + row(8, '<c r="A8" t="str"><f>IF(1,"")</f><v></v></c>')
        + row(9, '<c r="A9"><f>A1</f></c>')
    )
    assert told(lists, book(lists.folder / "list.xlsx", rows, shared=shared, space=space)) == [
        "3: Rich text?",
        "4: Inline?",
        "6: Of a formula?",
        "7: One line?",
        "8! the question is missing",
        "9! the question is a formula without a value",
    ]


@pytest.mark.parametrize(
    ("style", "value", "in_1904", "said"),
    [
        (1, "45322", False, "2024-01-31"),
        (2, "45322.75", False, "2024-01-31"),
        (1, "59", False, "1900-02-28"),
        (1, "61", False, "1900-03-01"),
        (1, "43860", True, "2024-01-31"),
        (1, "60", False, "is no day of the calendar (60)"),
        (1, "0", False, "is no day of the calendar (0)"),
        (1, "1e300", False, "is no day of the calendar (1e+300)"),
        (3, "45322", False, "is the number 45322, not text"),
        (4, "45322", False, "is the number 45322, not text"),
        (0, "45322", False, "is the number 45322, not text"),
    ],
)
def test_dates_are_told_by_their_format(lists: Lists, style: int, value: str, in_1904: bool, said: str) -> None:
    rows = HEADER + row(2, inline("<t>Why?</t>"), f'<c r="C2" s="{style}"><v>{value}</v></c>')
    properties = '<workbookPr date1904="1"/>' if in_1904 else "<workbookPr/>"
    (found,) = lists.read_file(book(lists.folder / "list.xlsx", rows, properties=properties))
    assert said in (str(found.date) if isinstance(found, Question) else found.message)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ('<row r="2"><c r="A2" t="s"><v>99</v></c></row>', "row 2 refers to a text that is not there"),
        ('<row r="2"><c r="A2"><v>x</v></c></row>', "row 2 has a number that is none"),
        ('<row r="9999999"/>', "row 9999999 follows row 1"),
        ('<row r="1"/>', "row 1 follows row 1"),
        ('<row r="2"><c r="ZZZZ2"><v>1</v></c></row>', "row 2 has a cell beyond column 16,384"),
        ('<row r="2">', "mismatched tag"),
    ],
)
def test_broken_sheets(lists: Lists, rows: str, why: str) -> None:
    with pytest.raises(ListError) as caught:
        told(lists, book(lists.folder / "list.xlsx", HEADER + rows), "Physics")
    assert caught.value.message.startswith(f"not a readable XLSX workbook: {why}")


def test_entities_are_refused(lists: Lists) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = book(lists.folder / "list.xlsx", HEADER + row(2, inline("<t>&b;</t>")), before=bomb)
    with pytest.raises(ListError, match="it declares a document type"):
        told(lists, path)


def test_a_zip_bomb_is_refused(lists: Lists) -> None:
    path = book(lists.folder / "list.xlsx", HEADER + " " * 20_000_000)
    with pytest.raises(ListError, match="expands to more than 300 times its size"):
        told(lists, path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"question,subject\n", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_workbook(lists: Lists, content: bytes) -> None:
    with pytest.raises(ListError, match="not a readable XLSX workbook: File is not a zip file"):
        lists.read("list.xlsx", content)


def test_a_zip_archive_that_is_no_workbook(lists: Lists) -> None:
    with zipfile.ZipFile(lists.folder / "list.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ListError, match="this is not an XLSX workbook"):
        told(lists, lists.folder / "list.xlsx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4), st.booleans())
def test_a_damaged_workbook_ends_as_rows_or_a_list_error(
    lists: Lists, damage: list[tuple[int, int]], packed: bool
) -> None:
    good = book(lists.folder / "good.xlsx", HEADER + row(2, inline("<t>Why?</t>")), packed=packed)
    content = bytearray(good.read_bytes())
    for place, byte in damage:
        content[place % len(content)] = byte
    with contextlib.suppress(ListError):
        lists.told("list.xlsx", bytes(content))


def test_which_sheet_is_read(lists: Lists) -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.sheet_state = "hidden"
    for name in ("Ours", "Theirs"):
        sheet = workbook.create_sheet(name)
        sheet.append(["question", "subject"])
        sheet.append([f"{name}?", "Physics"])
    workbook.save(lists.folder / "list.xlsx")
    assert told(lists, lists.folder / "list.xlsx") == ["2: Ours?"]
    assert [notice.rpartition("/")[2] for notice in lists.notices] == [
        "list.xlsx: only the sheet `Ours` is read, not `Theirs`"
    ]


def test_a_cell_longer_than_excels_is_one_bad_row(lists: Lists) -> None:
    rows = HEADER + row(2, inline(f"<t>{'why ' * 100_000}</t>")) + row(3, inline("<t>Next?</t>"))
    first, second = told(lists, book(lists.folder / "list.xlsx", rows))
    assert "at most 300 are taken" in first
    assert second == "3: Next?"


@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_shared_strings_are_the_same_from_memory_and_from_a_file(
    lists: Lists, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(strings, "_IN_MEMORY", in_memory)
    shared = SHARED + "".join(f"<si><t>Número {n}?</t></si>" for n in range(3000))
    rows = HEADER + "".join(row(n + 2, f'<c t="s"><v>{4 + n * 7 % 3000}</v></c>') for n in range(3000))
    found = told(lists, book(lists.folder / "list.xlsx", rows, shared=shared))
    assert found == [f"{n + 2}: Número {n * 7 % 3000}?" for n in range(3000)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.text("abc éß𝛼\n\t<&>'\"_x0", min_size=1), st.dates(datetime.date(1900, 3, 1))), max_size=5)
)
def test_values_are_those_that_went_in(lists: Lists, values: list[tuple[str, datetime.date]]) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(["question", "subject", "notes", "date"])
    for number, (notes, date) in enumerate(values):
        sheet.append([f"Question {number}?", "Physics", f"n{notes}", date])
    workbook.save(lists.folder / "list.xlsx")
    found = lists.read_file(lists.folder / "list.xlsx")
    assert [(q.text, q.notes, q.date) for q in found if isinstance(q, Question)] == [
        (f"Question {number}?", f"n{notes}".strip(), date) for number, (notes, date) in enumerate(values)
    ]
