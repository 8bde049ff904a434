"""`answerdesk compare`: what a change of prompt, model or settings does to drafts."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.comparing.comparison import Comparison, compare, worth
from evals.comparing.gate import MARGIN, Gate
from evals.comparing.html import as_html
from evals.comparing.runs import RUN
from evals.comparing.sides import HERE, Sides
from evals.comparing.told import as_markdown, as_text
from evals.trials.golden import read_golden
from evals.trials.outcomes import line
from evals.trials.result import State
from gen.arguments import add_model_argument
from gen.errors import UsageError
from gen.files import write_atomic
from gen.workspace import Workspace

HELP = (
    "Compare two sides over the golden set, case by case: `.` (the workspace as it is), a git revision, a folder of "
    "templates, `model:NAME`, or two runs, `run:ID`. Both are replayed from their cassettes."
)
_FORMATS = ("text", "markdown", "json", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("a", metavar="A", help="the side as it was")
    parser.add_argument("b", metavar="B", nargs="?", default=HERE, help="the side as it is to be (.)")
    add_model_argument(parser)
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="this case only; may be repeated")
    parser.add_argument("--gate", action="store_true", help="fail where the second side is worse")
    parser.add_argument("--margin", type=float, metavar="X", help=f"with --gate: how far a mean may fall ({MARGIN:g})")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="text, markdown, json or html (text)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it there, and print text")


def run(args: argparse.Namespace) -> int:
    """Compare, and say so. 1 where the gate stops it, or where the second side cannot be replayed.

    Raises:
        UsageError: no such side, no golden set, or a run with something that is none.
    """
    runs = [each.startswith(RUN) for each in (args.a, args.b)]
    if any(runs) and not all(runs):
        raise UsageError(
            "a run is compared with another run", hint="Name both as `run:ID`; `answerdesk status` lists them."
        )
    workspace = Workspace.find(args.start)
    cases = [] if all(runs) else read_golden(workspace.golden, workspace.settings.site, args.case)
    with ExitStack() as stack:
        sides = Sides(workspace, cases, args.model or workspace.settings.model, stack)
        a, b = sides.side(args.a), sides.side(args.b)
    comparison = compare(a, b)
    stale = [one for one in b.results if one.state is State.STALE]
    sys.stderr.writelines(f"{line(one)}\n" for one in stale)
    if not comparison.pairs and not stale:
        lacking = "; ".join(dict.fromkeys(comparison.missing.values())) or "they have no question in common"
        raise UsageError(
            f"nothing can be compared: {lacking}", hint="`answerdesk record` asks the model, and keeps it."
        )
    reasons = Gate(MARGIN if args.margin is None else args.margin).reasons(comparison) if args.gate else None
    if stale and reasons is not None:
        reasons.insert(
            0, f"{len(stale)} cases of {args.b} cannot be replayed: record them again with `answerdesk record`."
        )
    _write(args, comparison, reasons)
    return 1 if reasons else 0


def _write(args: argparse.Namespace, comparison: Comparison, reasons: Sequence[str] | None) -> None:
    told = {"text": as_text, "markdown": as_markdown, "html": as_html, "json": _as_json}[args.format]
    text = told(comparison, reasons).rstrip() + "\n"
    if args.output:
        write_atomic(args.output.absolute(), text)
    sys.stdout.write(as_text(comparison, reasons) + "\n" if args.output else text)


def _as_json(comparison: Comparison, reasons: Sequence[str] | None) -> str:
    def pair_of(pair: Any) -> dict[str, Any]:
        sides = {"a": (pair.a, worth(pair.a)), "b": (pair.b, worth(pair.b))}
        said = {name: {"state": str(one.state), "score": score, "met": one.met} for name, (one, score) in sides.items()}
        return {"case": pair.b.case, "sample": pair.b.sample, **said, "new_errors": list(pair.new_errors)}

    measures = {"score": comparison.score, "met": comparison.met, "drafted": comparison.drafted}
    data = {
        "a": comparison.a,
        "b": comparison.b,
        "verdict": comparison.verdict,
        "passes": None if reasons is None else not reasons,
        "reasons": reasons,
        **{name: asdict(of) for name, of in measures.items()},
        "checks": {name: asdict(of) for name, of in comparison.checks.items()},
        "effort": {"a": asdict(comparison.effort[0]), "b": asdict(comparison.effort[1])},
        "missing": dict(comparison.missing),
        "pairs": [pair_of(pair) for pair in comparison.pairs],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)
