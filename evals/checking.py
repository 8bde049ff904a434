"""Runs the checks over page files: each page by itself, then all of them together."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial

from evals.card import Card
from evals.finding import Finding
from evals.report import PageReport
from evals.running.cache import Cache
from evals.running.changed import real_path
from evals.running.examine import Examined, Order, examine, examine_bytes
from evals.running.pool import Numbered, examine_all
from evals.running.record import Cards, Record
from evals.running.scope import Scope
from evals.running.spool import Spool, TreeHit
from evals.running.together import Together, report_of
from evals.score import NOT_SCORED
from evals.suite import Suite
from evals.tree import Tree

Tell = Callable[[int], None]
ExamineAll = Callable[[Suite, Iterator[Numbered]], Iterator[tuple[int, Examined]]]

_HERE = partial(examine_all, jobs=1)


class Run:
    """One run of the checks.

    What is found lies on disk until it is told. In memory are the files' names and a card of each page: two kilobytes
    and a half a page, and what a few pages in flight take.

    Args:
        suite: the checks.
        scope: the pages.
        cache: what is known from earlier runs; None to know nothing.
        examine_all: examines pages: in processes here, or on a cluster.
        tell: is told how many pages are through.

    Attributes:
        cached: pages that were known.
    """

    def __init__(
        self,
        suite: Suite,
        scope: Scope,
        cache: Cache | None = None,
        examine_all: ExamineAll = _HERE,
        tell: Tell = lambda _: None,
    ) -> None:
        self.cached = 0
        self._suite = suite
        self._scope = scope
        self._cache = cache
        self._examine_all = examine_all
        self._tell = tell
        self._done = 0
        self._maker = Cards()
        self._cards: list[Card | None] = [None] * len(scope.files)

    def reports(self) -> Iterator[PageReport]:
        """What is said of each page, in the order of their paths, once all of them have been read."""
        with Spool() as spool:
            self._examine(spool)
            together = self._compare(spool)
            spool.index()
            yield from self._report(spool, together)

    @property
    def _compares(self) -> bool:
        """Whether the pages that are not chosen are needed."""
        scope = self._scope
        idle = not scope.chosen and not any(each.before for each in scope.changes or ())
        return bool(self._suite.tree_checks) and not idle

    def _examine(self, spool: Spool) -> None:
        for number, said in self._examine_all(self._suite, self._orders(spool)):
            if self._cache is not None:
                self._cache.put(self._scope.files[number], said)
            self._take(spool, number, said)

    def _orders(self, spool: Spool) -> Iterator[Numbered]:
        """The pages that nothing is known of. What is known is taken on the way."""
        for number, file in enumerate(self._scope.files):
            chosen = number in self._scope.chosen
            if not chosen and not self._compares:
                continue
            order = Order(file, checked=chosen, subject=self._scope.subject)
            if not self._known(spool, number, order):
                yield number, order

    def _known(self, spool: Spool, number: int, order: Order) -> bool:
        said = self._cache.find(order.file) if self._cache is not None else None
        if said is None:
            return False
        try:
            if order.checked and not said.complete and self._is_wanted(Record.unpack(said.record)):
                return False
            self._take(spool, number, said)
        except ValueError:
            self._discard_cache()
            return False
        self.cached += order.checked
        return True

    def _take(self, spool: Spool, number: int, said: Examined) -> None:
        self._cards[number] = self._maker.unpack(self._scope.files[number].shown, said.card)
        spool.put(number, said.record)
        self._done += 1
        self._tell(self._done)

    def _compare(self, spool: Spool) -> Together | None:
        """Run the checks of many pages; what they hit is spooled."""
        if not self._compares:
            return None
        numbers = [number for number, card in enumerate(self._cards) if card is not None]
        together = self._together([card for card in self._cards if card is not None])
        spool.put_hits((numbers[place], check, hit) for place, check, hit in together.hits())
        if self._scope.changes:
            spool.put_hits(self._earlier_hits(), earlier=True)
            spool.drop_earlier(self._scope.chosen)
        return together

    def _together(self, cards: list[Card]) -> Together:
        tree = Tree(tuple(cards), self._suite.site, self._scope.extent)
        return Together(self._suite.tree_checks, tree)

    def _earlier_hits(self) -> Iterator[TreeHit]:
        """What the checks of many pages would have hit before the branch, on pages that it did not touch."""
        numbers = {file.shown: number for number, file in enumerate(self._scope.files)}
        touched = {path for each in self._scope.changes or () for path in each.paths}
        cards = [
            card
            for file, card in zip(self._scope.files, self._cards, strict=True)
            if card is not None and real_path(file.path) not in touched
        ]
        cards = sorted([*cards, *self._earlier_cards()], key=lambda card: card.path.split("/"))
        for place, check, hit in self._together(cards).hits():
            number = numbers.get(cards[place].path)
            if number is not None:
                yield number, check, hit

    def _earlier_cards(self) -> Iterator[Card]:
        """The cards of pages that the branch has changed or removed, as they were."""
        for each in self._scope.changes or ():
            shown = {path: name for path in each.before if (name := self._scope.shown(path)) is not None}
            for path, content in each.contents(shown):
                said = examine_bytes(self._suite, content)
                card = self._maker.unpack(shown[path], said.card)
                if card is not None:
                    yield card

    def _report(self, spool: Spool, together: Together | None) -> Iterator[PageReport]:
        crashes = list(together.crashes.values()) if together else []
        conclusive = together.conclusive if together else ()
        hit = set(spool.hit_pages()) - self._scope.others if self._scope.changes is not None else set()
        for number in sorted(self._scope.chosen | hit):
            report = self._one(spool, number, conclusive)
            if report is not None:
                yield _with(report, crashes)
                crashes = []
        if crashes:  # on none of the pages, and not to be lost
            yield _with(PageReport(self._scope.files[0].shown, ()), crashes)

    def _one(self, spool: Spool, number: int, conclusive: Collection[str]) -> PageReport | None:
        """The report of a page; None where it is not to be told."""
        record = self._record(spool, number)
        if not self._is_wanted(record):
            return None
        hits, shown = list(spool.hits(number)), self._scope.files[number].shown
        if number in self._scope.chosen:
            return report_of(self._suite, shown, record, self._cards[number], hits, conclusive)
        rest = replace(record, findings=(), suppressed=(), score=NOT_SCORED, needs_person=False)
        report = report_of(self._suite, shown, rest, self._cards[number], hits, ())
        return report if report.findings else None

    def _record(self, spool: Spool, number: int) -> Record:
        try:
            return Record.unpack(spool.record(number) or b"")
        except ValueError:  # it came from the cache: what is made here can be read here
            self._discard_cache()
            return Record.unpack(examine(self._suite, Order(self._scope.files[number])).record)

    def _is_wanted(self, record: Record) -> bool:
        """Whether it is of the subject that was asked for; of a page that cannot be read nobody knows."""
        subject = self._scope.subject
        return not subject or not record.subject or self._suite.subject_slug(record.subject) == subject

    def _discard_cache(self) -> None:
        if self._cache is not None:
            self._cache.discard()


def _with(report: PageReport, crashes: list[Finding]) -> PageReport:
    """The report with checks of many pages that crashed: of no page, so told with the first one."""
    if not crashes:
        return report
    return replace(report, findings=(*crashes, *report.findings), score=NOT_SCORED, needs_person=True)
