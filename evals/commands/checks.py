"""`answerdesk checks`: what is checked here, and why."""

import argparse
import json
import sys
from typing import Any

from evals.catalogue import ALL, EVERY, section
from evals.check import Described, TreeCheck
from evals.rules import Ruling, rulings
from gen.config import Settings
from gen.errors import UsageError
from gen.mistakes import offer
from gen.settings_file import load_settings
from gen.workspace import find_settings

HELP = "List the checks as the settings of this workspace have them, or show all that is said of one."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("id", metavar="ID", nargs="?", default="", help="a check: its whole documentation")
    parser.add_argument("--subject", metavar="S", default="", help="as they are for pages of this subject")
    parser.add_argument("--json", action="store_true", help="as JSON, one object a line and a check")


def run(args: argparse.Namespace) -> int:
    """List the checks, or show one.

    Raises:
        UsageError: there is no such check, or the site has no such subject.
    """
    if args.id and args.id not in EVERY:
        raise UsageError(f"there is no check `{args.id}`{offer(args.id, list(EVERY))}")
    found = find_settings(args.start)
    ruling = _ruling(load_settings(found) if found else Settings(), args.subject)
    checks = [EVERY[args.id]] if args.id else list(EVERY.values())
    if args.json:
        sys.stdout.writelines(json.dumps(_as_dict(check, ruling)) + "\n" for check in checks)
    elif args.id:
        here = f" for pages of {args.subject}" if args.subject else ""
        sys.stdout.write(f"{section(checks[0])}- Here{here}: {_state(checks[0], ruling)}\n")
    else:
        wide = max(map(len, EVERY))
        sys.stdout.writelines(f"{one.id:<{wide}}  {_state(one, ruling):<7}  {one.title()}\n" for one in checks)
    return 0


def _ruling(settings: Settings, subject: str) -> Ruling:
    """What is asked of pages, or of those of a subject."""
    general, subjects = rulings(settings)
    if not subject:
        return general
    name = settings.site.subject_name(subject)
    if name is None:
        known = list(settings.site.subjects)
        raise UsageError(f"the site has no subject `{subject}`{offer(subject, known)}")
    return subjects.get(settings.site.slug(name), general)


def _state(check: type[Described], ruling: Ruling) -> str:
    return str(ruling.severities.get(check.id, "off"))


def _as_dict(check: type[Described], ruling: Ruling) -> dict[str, Any]:
    options = next((rule.check.model_dump(mode="json") for rule in ruling.all if rule.check.id == check.id), {})
    return {
        "id": check.id,
        "severity": str(ruling.severities.get(check.id, check.severity)),
        "enabled": check.id in ruling.severities,
        "waivable": check.id in ALL and check.id not in ruling.forbidden,
        "of": "frame" if check.id not in ALL else "tree" if issubclass(check, TreeCheck) else "page",
        "title": check.title(),
        "rationale": check.rationale(),
        "source": check.source,
        "bad": check.bad,
        "good": check.good,
        "options": options,
    }
