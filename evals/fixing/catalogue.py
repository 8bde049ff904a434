"""All fixes, in the order in which they are made."""

from collections.abc import Sequence

from evals.fixing import formulas, lists, texts
from evals.fixing.fix import Fix
from gen.errors import UsageError

FIXES: tuple[Fix, ...] = (*texts.FIXES, *formulas.FIXES, *lists.FIXES)
"""Characters first: what they spell decides all else. Money before brackets: the dollars that brackets become must not
pair with those that mean money."""


def chosen(checks: Sequence[str]) -> tuple[Fix, ...]:
    """The fixes of the checks that are named; those that nobody has to name where none is.

    Raises:
        UsageError: a name has no fix.
    """
    known = {fix.check: fix for fix in FIXES}
    unknown = [name for name in checks if name not in known]
    if unknown:
        hint = f"Those with one: {', '.join(known)}."
        raise UsageError(f"there is no fix for `{unknown[0]}`", hint=hint)
    return tuple(fix for fix in FIXES if (fix.check in checks if checks else not fix.by_name))


def as_markdown() -> str:
    """A table of the fixes."""
    rows = (
        f"| [`{fix.check}`](checks.md#{fix.check}) | {fix.what.replace('|', chr(92) + '|')} | "
        f"{'with `--check` only' if fix.by_name else 'yes'} |"
        for fix in FIXES
    )
    return "\n".join(["| check | what is written | by default |", "|---|---|---|", *rows])
