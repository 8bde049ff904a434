"""The shared strings of a workbook: the texts that its cells refer to by number."""

from array import array
from tempfile import SpooledTemporaryFile

from gen.questions.xml_part import Ends, Starts, Xml

_IN_MEMORY = 4 << 20  # bytes; the rest goes to a temporary file


class SharedStrings(Xml):
    """Texts by number. Beyond 4 MiB they wait in a temporary file."""

    def __init__(self) -> None:
        super().__init__()
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed by close()
        self._ends_at = array("Q", [0])
        self._recent: dict[int, str] = {}

    def starts(self) -> Starts:
        """Nothing but the texts themselves."""
        return {}

    def ends(self) -> Ends:
        """A text ends with its `si`; it may have come in several runs."""
        return {"si": self._store}

    def close(self) -> None:
        """Delete the temporary file."""
        self._file.close()

    def _store(self) -> None:
        data = self.take_text().encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._ends_at.append(self._ends_at[-1] + len(data))

    def __getitem__(self, number: int) -> str:
        text = self._recent.get(number)
        if text is None:
            if not 0 <= number < len(self._ends_at) - 1:
                raise IndexError(number)
            start = self._ends_at[number]
            self._file.seek(start)
            text = self._file.read(self._ends_at[number + 1] - start).decode("utf-8", "surrogatepass")
            if len(self._recent) >= 1000:
                self._recent.clear()
            self._recent[number] = text
        return text
