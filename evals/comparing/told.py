"""A comparison for people: as text, and as Markdown for a pull request."""

from collections.abc import Callable, Iterator, Sequence

from evals.comparing.comparison import Comparison, Pair, worth
from evals.comparing.statistics import Difference
from evals.markdown import plain as plain_text
from gen.progress import money
from gen.visible import one_line

_MOST = 10  # wins, losses, checks
Row = tuple[str, str, str, str, str]


def as_text(comparison: Comparison, reasons: Sequence[str] | None) -> str:
    """A screen or two.

    Args:
        comparison: what is told.
        reasons: why the gate stops it; none: it does not; None: nobody asked.
    """
    table = [("", one_line(comparison.a), one_line(comparison.b), "difference", "95 % interval"), *rows(comparison)]
    wide = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    lines = [f"{one_line(comparison.b)} against {one_line(comparison.a)}: {comparison.verdict}", ""]
    lines += [f"{row[0]:<{wide[0]}}  " + "  ".join(f"{row[at]:>{wide[at]}}" for at in range(1, 5)) for row in table]
    return "\n".join([*lines, *_lists(comparison, one_line), *_gate(reasons, one_line)])


def as_markdown(comparison: Comparison, reasons: Sequence[str] | None) -> str:
    """For the comment of a pull request, or a job's summary."""
    a, b = plain_text(comparison.a), plain_text(comparison.b)
    lines = [f"## {b} against {a}: {comparison.verdict}", "", f"| | {a} | {b} | difference | 95 % interval |"]
    lines += ["|---|---:|---:|---:|---:|"]
    lines += [f"| {' | '.join(plain_text(cell) for cell in row)} |" for row in rows(comparison)]
    return "\n".join([*lines, *_lists(comparison, plain_text, "- "), *_gate(reasons, plain_text, "- ")])


def rows(comparison: Comparison) -> Iterator[Row]:
    """The table: what, on one side, on the other, the difference, its interval."""
    yield _row("score", comparison.score, 3)
    yield _row("expectations met", comparison.met, 3)
    yield _row("drafts made", comparison.drafted, 3)
    changed = [(name, of) for name, of in comparison.checks.items() if of.value]
    for name, of in sorted(changed, key=lambda one: -abs(one[1].value))[:_MOST]:
        yield _row(name if ":" in name else f"drafts with {name}", of, 3)
    before, now = comparison.effort
    yield ("cost a draft", money(before.cost), money(now.cost), "", "")
    yield ("tokens a draft", _number(before.tokens), _number(now.tokens), "", "")
    yield ("seconds a draft, median", f"{before.seconds:.1f}", f"{now.seconds:.1f}", "", "")


def _row(name: str, of: Difference, places: int) -> Row:
    sure = (
        "too few questions" if of.low is None or of.high is None else f"{of.low:+.{places}f} to {of.high:+.{places}f}"
    )
    return name, f"{of.a:.{places}f}", f"{of.b:.{places}f}", f"{of.value:+.{places}f}", sure


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}"


def _lists(comparison: Comparison, plain: Callable[[str], str], mark: str = "  ") -> Iterator[str]:
    questions = comparison.score.questions
    samples = f", {len(comparison.pairs)} drafts a side" if len(comparison.pairs) != questions else ""
    wins, losses = comparison.wins, comparison.losses
    yield ""
    yield f"{questions} questions{samples}: {len(wins)} better, {len(losses)} worse, the others as they were."
    for title, pairs in (("Worse", losses), ("Better", wins)):
        if pairs:
            yield from ("", f"{title}:", "")
            yield from (f"{mark}{_line(pair, plain)}" for pair in pairs[:_MOST])
            if len(pairs) > _MOST:
                yield f"{mark}and {len(pairs) - _MOST} more"
    if comparison.missing:
        yield from ("", f"Not compared: {len(comparison.missing)}", "")
        yield from (f"{mark}{plain(case)}: {plain(why)}" for case, why in list(comparison.missing.items())[:_MOST])


def _line(pair: Pair, plain: Callable[[str], str]) -> str:
    met = f", expectations {pair.a.met:.0%} to {pair.b.met:.0%}" if pair.a.met != pair.b.met else ""
    new = f"; new: {plain(', '.join(pair.new_errors))}" if pair.new_errors else ""
    sample = f" #{pair.b.sample + 1}" if pair.b.sample else ""
    return f"{plain(pair.b.case)}{sample}: score {worth(pair.a):.2f} to {worth(pair.b):.2f}{met}{new}"


def _gate(reasons: Sequence[str] | None, plain: Callable[[str], str], mark: str = "  ") -> Iterator[str]:
    if reasons is None:
        return
    yield from ("", "The gate lets it through." if not reasons else "The gate stops it:", "")
    yield from (f"{mark}{plain(reason)}" for reason in reasons[:_MOST])
    if len(reasons) > _MOST:
        yield f"{mark}and {len(reasons) - _MOST} more reasons"
