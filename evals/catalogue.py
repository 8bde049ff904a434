"""All checks, and their documentation."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from evals.check import Check, Described, TreeCheck
from evals.checks import (
    description,
    doubles,
    encoding,
    fields,
    keywords,
    length,
    markup,
    maths,
    related,
    repetition,
    topic,
    voice,
)
from gen.errors import SettingsError

KINDS = (fields, related, length, voice, repetition, topic, maths, markup, encoding, description, keywords)
CATALOGUE: dict[str, type[Check]] = {check.id: check for kind in KINDS for check in kind.CHECKS}
TREE_CATALOGUE: dict[str, type[TreeCheck]] = {check.id: check for check in doubles.TREE_CHECKS}
ALL: dict[str, type[Described]] = {**CATALOGUE, **TREE_CATALOGUE}
# What the frame itself reports; no check of these names can be registered.
FRAME_CHECKS = {
    "check-crashed": "A check could not do its work on this page. The page needs a person: it is not scored.",
    "page-unreadable": "The file cannot be read as a page. Nothing else is known of it.",
}


def find_check(name: str) -> type[Described]:
    """The check of an id.

    Raises:
        SettingsError: there is none; the close name is offered.
    """
    if name in ALL:
        return ALL[name]
    raise SettingsError(f"there is no check `{name}`", hint=offer(name, list(ALL)))


def offer(name: str, names: Sequence[str]) -> str:
    """A sentence that offers the known name next to a wrong one, or all of them."""
    close = difflib.get_close_matches(name, names, 1)
    return f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(names) or 'none'}."


def as_markdown() -> str:
    """docs/checks.md."""
    rows = "\n".join(f"| [`{check.id}`](#{check.id}) | {check.severity} | {check.title()} |" for check in ALL.values())
    parts = [_HEAD.format(rows=rows)]
    for kind, checks in [*((kind, kind.CHECKS) for kind in KINDS), (doubles, doubles.TREE_CHECKS)]:
        parts.append(f"## {(kind.__doc__ or '').partition(chr(10))[0]}\n")
        parts += [_section(check) for check in checks]
    frame = "\n".join(f"- `{name}` (error): {text}" for name, text in FRAME_CHECKS.items())
    return "\n".join([*parts, f"## What the frame reports\n\n{frame}\n"])


_HEAD = """\
# Checks

Written from the catalogue (`evals/catalogue.py`); a test compares the two. In `answerdesk.yaml` a check is turned off,
or given another severity or other options, by its id:

```yaml
checks:
  heading-none: {{enabled: false}}
  answer-short: {{severity: note, options: {{least: 800}}}}
```

| check | severity | what it says |
|---|---|---|
{rows}
"""


def _section(check: type[Described]) -> str:
    lines = [
        f"### {check.id}\n",
        f"**{check.title()}** ({check.severity}).\n",
        f"{check.rationale()}\n",
        f"- Bad: {check.bad}",
        f"- Good: {check.good}",
        f"- Source: {check.source}",
    ]
    for name, field in check.model_fields.items():
        lines.append(f"- Option `{name}`: {field.description}; {field.default}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).parents[1].joinpath("docs", "checks.md").write_text(as_markdown(), encoding="utf-8")
