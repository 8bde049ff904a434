"""Joins what came back to what was asked, by custom id, and writes it down: whatever a line says, the rest goes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gen.batch.calls import Joined, Terms, join
from gen.batch.lines import LineSplitter, Reply, read
from gen.call import Call, Outcome
from gen.ledger import Ledger, batch_requests
from gen.ledger.batch_requests import Asked

AT_ONCE = 500  # lines that one transaction takes
_NAMED = 5  # line numbers that are told of each kind of bad line


@dataclass(slots=True)
class Tally:
    """What came of a file's lines.

    Attributes:
        lines: with a reply in them.
        answered, failed: calls that were written down, with an answer and without.
        before: replies to what had been answered before this file was read.
        remarks: what is wrong with lines, and their numbers.
        stops: why no other request would fare better; `""` where that is not so.
    """

    lines: int = 0
    answered: int = 0
    failed: int = 0
    before: int = 0
    remarks: dict[str, list[int]] = field(default_factory=dict)
    stops: str = ""

    def add(self, other: "Tally") -> None:
        """Add the numbers of another file, or of another reading of this one."""
        self.lines += other.lines
        self.answered += other.answered
        self.failed += other.failed
        self.before += other.before
        self.stops = self.stops or other.stops

    def told(self, source: str) -> list[str]:
        """One line for each thing that is wrong: the file, the first line of it that is so, which others are."""
        return [_told(source, remark, numbers) for remark, numbers in self.remarks.items()]


class Joiner:
    """Joins the lines of one file.

    Args:
        ledger: where the requests are, and the calls go.
        terms: of the answers to a request.
        count: is told of every call.
        batch_id: whose requests they are; None: those of any batch.
        strict: leave answers of other models than the one that was asked.
    """

    def __init__(
        self,
        ledger: Ledger,
        terms: Callable[[Asked], Terms],
        count: Callable[[Call], None],
        batch_id: int | None = None,
        *,
        strict: bool = False,
    ) -> None:
        self._ledger = ledger
        self._terms = terms
        self._count = count
        self._batch_id = batch_id
        self._strict = strict
        self._splitter = LineSplitter()
        self._held: list[tuple[int, Reply]] = []
        self._seen: set[int] = set()  # hashes: a file may hold millions of ids
        self.tally = Tally()

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        self._take(self._splitter.feed(data))

    def cut(self) -> None:
        """What follows is not the file's next line: forget the half of one that came."""
        self._splitter = LineSplitter()

    def end(self) -> Tally:
        """The file is over: what came of it."""
        self._take(self._splitter.end())
        self._flush()
        return self.tally

    def _take(self, lines: Iterable[tuple[int, bytes]]) -> None:
        for number, raw in lines:
            reply = read(raw)
            if isinstance(reply, str):
                self._remark(reply, number)
                continue
            self.tally.lines += 1
            self._held.append((number, reply))
            if len(self._held) >= AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        held, self._held = self._held, []
        if not held:
            return
        keys = list({reply.custom_id for _, reply in held})
        with self._ledger.transaction() as connection:
            asked = batch_requests.asked(connection, keys, self._batch_id)
            known = batch_requests.known(connection, [key for key in keys if key not in asked])
            joined = [each for number, reply in held if (each := self._join(number, reply, asked, known)) is not None]
            batch_requests.settle(connection, [each.settled for each in joined])
        for each in joined:
            self._tell(each)

    def _join(self, number: int, reply: Reply, asked: dict[str, Asked], known: set[str]) -> Joined | None:
        if self._is_doubled(reply):
            self._remark("has the custom_id of an earlier line", number)
            return None
        request = asked.get(reply.custom_id)
        if request is None and reply.custom_id in known:
            self.tally.before += 1
            return None
        if request is None:
            self._remark("has a custom_id that was never asked", number)
            return None
        joined = join(request, reply, self._terms(request))
        model, wanted = joined.settled.call.model, request.request.model
        if model and not _is_same(model, wanted):
            self._remark(f"was answered by {model!r}, and {wanted!r} was asked", number)
            if self._strict:
                return None
        return joined

    def _is_doubled(self, reply: Reply) -> bool:
        seen = hash(reply.custom_id)
        doubled = seen in self._seen
        self._seen.add(seen)
        return doubled

    def _tell(self, joined: Joined) -> None:
        call = joined.settled.call
        self.tally.stops = self.tally.stops or joined.stops
        if call.outcome is Outcome.FAILED:
            self.tally.failed += 1
        else:
            self.tally.answered += 1
        self._count(call)

    def _remark(self, remark: str, number: int) -> None:
        self.tally.remarks.setdefault(remark, []).append(number)


def _is_same(model: str, wanted: str) -> bool:
    """Whether a name is that of the model asked for: servers add a date, and leave out who made it."""
    model, wanted = (name.rsplit("/", 1)[-1].lower() for name in (model, wanted))
    return model.startswith(wanted) or wanted.startswith(model)


def _told(source: str, remark: str, numbers: list[int]) -> str:
    first, *others = numbers
    if not others:
        return f"{source}:{first}: this line {remark}"
    named = ", ".join(str(number) for number in others[:_NAMED])
    more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
    return f"{source}:{first}: this line {remark}; so do lines {named}{more}"
