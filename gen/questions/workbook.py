"""The parts of an XLSX file around its cells: which sheet, which of its styles are dates, which day is day 0."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile, ZipInfo

from gen.errors import ListError

_MOST_EXPANDED = 2 << 30  # bytes: a full sheet of 1,048,576 rows with long texts has less than half of that
_MOST_SQUEEZED = 300  # to one; what spreadsheets write is 10 to 50, a bomb is 1,000
_SMALL = 16 << 20  # bytes: below this, neither ratio nor size can hurt
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376 part 1, 18.8.30: built-in formats
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')  # literals, paddings, colours and locales


@dataclass(frozen=True, slots=True)
class Workbook:
    """What must be known before the cells of a workbook's first visible sheet are read.

    Attributes:
        sheet: the archive member with the cells.
        sheet_name: what its tab says.
        others: the tabs of the visible sheets that are not read.
        strings: the archive member with the shared strings, `""` where there is none.
        date_styles: numbers of the cell styles that show a date.
        from_1904: day 0 is 1904-01-01, as on old Macintoshes, and not 1899-12-30.
    """

    sheet: str
    sheet_name: str
    others: tuple[str, ...]
    strings: str
    date_styles: frozenset[int]
    from_1904: bool


def read_workbook(archive: ZipFile, where: str) -> Workbook:
    """Find the sheet to read. Raises ListError where the archive is no workbook, or would expand beyond all measure."""
    for info in archive.infolist():
        _refuse_bomb(info, where)
    top = next((target for kind, target in _relations(archive, "") if kind == "officeDocument"), "")
    if top not in archive.namelist():
        raise ListError("this is not an XLSX workbook", where=where, hint="Save it as `.xlsx` or as CSV UTF-8.")
    root = _xml(archive, top)
    targets = {ident: target for ident, _, target in _identified(archive, top)}
    kinds = {kind: target for kind, target in _relations(archive, top)}
    sheets = [(sheet.get("name", ""), _target(sheet, targets)) for sheet in _all(root, "sheet") if _is_visible(sheet)]
    sheets = [(name, target) for name, target in sheets if target in archive.namelist() and "chart" not in target]
    if not sheets:
        raise ListError("the workbook has no visible sheet", where=where)
    properties = next(_all(root, "workbookPr"), None)
    return Workbook(
        sheet=sheets[0][1],
        sheet_name=sheets[0][0],
        others=tuple(name for name, _ in sheets[1:]),
        strings=kinds.get("sharedStrings", ""),
        date_styles=_date_styles(archive, kinds.get("styles", "")),
        from_1904=properties is not None and properties.get("date1904") in {"1", "true", "on"},
    )


def _refuse_bomb(info: ZipInfo, where: str) -> None:
    if info.file_size > _SMALL and info.file_size > _MOST_SQUEEZED * max(info.compress_size, 1):
        raise ListError("the workbook expands to more than 300 times its size: it is not read", where=where)
    if info.file_size > _MOST_EXPANDED:
        raise ListError("the workbook expands to more than 2 GiB", where=where, hint="Save it as CSV UTF-8.")


def _xml(archive: ZipFile, member: str) -> ET.Element:
    if archive.getinfo(member).file_size > _SMALL:
        raise BadZipFile(f"{member} is too large")
    return ET.fromstring(archive.read(member))  # noqa: S314  # expat bounds what entities expand to, we the size


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == name)


def _is_visible(sheet: ET.Element) -> bool:
    return sheet.get("state", "visible") == "visible"


def _target(sheet: ET.Element, targets: dict[str, str]) -> str:
    ident = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
    return targets.get(ident, "")


def _relations(archive: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Kind and member of all that a part refers to; `""` is the archive itself."""
    return ((kind, target) for _, kind, target in _identified(archive, part))


def _identified(archive: ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    folder, name = posixpath.split(part)
    member = posixpath.join(folder, "_rels", f"{name}.rels")
    if member not in archive.namelist():
        return
    for relation in _all(_xml(archive, member), "Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target


def _date_styles(archive: ZipFile, member: str) -> frozenset[int]:
    if member not in archive.namelist():
        return frozenset()
    root = _xml(archive, member)
    dates = set(_DATES)
    for own in _all(root, "numFmt"):
        number = int(own.get("numFmtId", "0"))
        (dates.add if _shows_date(own.get("formatCode", "")) else dates.discard)(number)
    formats = next(_all(root, "cellXfs"), ET.Element("cellXfs"))
    return frozenset(n for n, style in enumerate(formats) if int(style.get("numFmtId", "0")) in dates)


def _shows_date(code: str) -> bool:
    """A format with a year or day in it, or a month; hours alone are a time, and `[h]` is a duration."""
    return re.search("[yd]|mmm", _NOT_CODE.sub("", code.partition(";")[0]).lower()) is not None
