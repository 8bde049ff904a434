"""All checks, and their documentation."""

import inspect
import json
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from evals import score
from evals.check import Check, Described, FrameCheck, TreeCheck
from evals.checks import (
    alike,
    asked,
    citations,
    description,
    doubles,
    elsewhere,
    encoding,
    fields,
    figures,
    flattened,
    frame,
    front_matter,
    headings,
    keyphrase,
    keywords,
    languages,
    length,
    lists,
    markup,
    maths,
    neighbours,
    places,
    plain_text,
    readability,
    related,
    repetition,
    requirements,
    shown,
    snippet,
    sources,
    spellings,
    stuffing,
    topic,
    voice,
)

KINDS = (
    *(
        fields,
        front_matter,
        related,
        length,
        voice,
        citations,
        sources,
        repetition,
        topic,
        languages,
        shown,
        flattened,
        maths,
        markup,
        requirements,
    ),
    *(headings, lists, figures, readability, encoding, plain_text, snippet, description, keywords, keyphrase, stuffing),
)
CATALOGUE: dict[str, type[Check]] = {check.id: check for kind in KINDS for check in kind.CHECKS}
TREE_KINDS = (places, doubles, alike, elsewhere, spellings, neighbours)
TREE_CATALOGUE: dict[str, type[TreeCheck]] = {check.id: check for kind in TREE_KINDS for check in kind.TREE_CHECKS}
ALL: dict[str, type[Described]] = {**CATALOGUE, **TREE_CATALOGUE}
# What the frame around the checks reports; no check of these names can be registered.
FRAME_KINDS = (frame, asked)
FRAME_CHECKS: dict[str, type[FrameCheck]] = {check.id: check for kind in FRAME_KINDS for check in kind.FRAME_CHECKS}
EVERY: dict[str, type[Described]] = {**ALL, **FRAME_CHECKS}


def as_markdown() -> str:
    """docs/checks.md."""
    rows = "\n".join(f"| [`{one.id}`](#{one.id}) | {_severity(one)} | {one.title()} |" for one in EVERY.values())
    parts = [_HEAD.format(rows=rows, score=inspect.cleandoc(score.__doc__ or "").partition("\n\n")[2])]
    groups = [(kind, kind.CHECKS) for kind in KINDS] + [(kind, kind.TREE_CHECKS) for kind in TREE_KINDS]
    for kind, checks in [*groups, *((kind, kind.FRAME_CHECKS) for kind in FRAME_KINDS)]:
        parts.append(f"## {(kind.__doc__ or '').partition(chr(10))[0]}\n")
        parts += [section(check) for check in checks]
    return "\n".join(parts)


def _severity(check: type[Described]) -> str:
    kind = ", a factual flag" if check.factual else ""
    return f"{check.severity}{kind}{'' if check.enabled else ', off unless the settings turn it on'}"


_HEAD = """\
# Checks

Written from the catalogue (`evals/catalogue.py`); a test compares the two. `answerdesk checks` lists them as a
workspace has them, and `answerdesk checks ID` shows what is said of one below. How often they are right, and what they
miss: [checks-measured.md](checks-measured.md).

## Settings

In `answerdesk.yaml` a check is turned off, or given another severity or other options, by its id: for all pages, or for
those of a subject. What a subject says goes before what is said for all, each key and each option by itself.

```yaml
checks:
  heading-none: {{enabled: false}}
  answer-short: {{severity: note, options: {{least: 800}}}}
  refusal: {{waivable: false}}
subjects:
  Chemistry:
    checks:
      heading-none: {{enabled: true}}
      answer-short: {{options: {{least: 400}}}}
```

A subject is meant by any spelling that the site profile knows. A check of many pages is turned off, or given another
severity, by the subject of the page that has the finding; its options are the same for all. An unknown check, option or
subject is an error at its line and column. Checks that say "off unless the settings turn it on" take `enabled: true`.

## One finding of one page

A page says in its own front matter which findings an editor has looked at and lets stand, and why. The site ignores the
key.

```yaml
answerdesk:
  ignore:
    - check: maths-delimiter
      words: "\\\\(x\\\\)"
      reason: the page is about LaTeX itself
```

- `check`: the id. With nothing else, it means all findings of the check on this page.
- `words`: only findings with these words in their evidence.
- `reason`: for whoever reads the page next. Without one the finding stands, and
  [`ignore-without-reason`](#ignore-without-reason) with it.

Such findings cost nothing in the score, do not fail a run, and are counted and shown with their reasons. An entry that
is about nothing is a finding itself: [`ignore-unused`](#ignore-unused). What the settings call `waivable: false`, and
what the frame reports, no page can ignore. Answers of a model never get there: of what a model says, only the values of
a page's own fields are made.

## Score

{score}

`answerdesk show ID` and `answerdesk check --explain` say what cost what: `0.455 = 1 / (1 + loop 1.00, author 0.20)`.

## All checks

| check | severity | what it says |
|---|---|---|
{rows}
"""


def section(check: type[Described]) -> str:
    """All that is said of a check."""
    lines = [
        f"### {check.id}\n",
        f"**{check.title()}** ({_severity(check)}).\n",
        f"{check.rationale()}\n",
        f"- Bad: {check.bad}",
        f"- Good: {check.good}",
        f"- Source: {check.source}",
    ]
    schema = check.model_json_schema().get("properties", {})
    lines += [f"- Option `{name}`: {_option(field, schema[name])}" for name, field in check.model_fields.items()]
    return "\n".join(lines) + "\n"


def _option(field: FieldInfo, schema: dict[str, Any]) -> str:
    """What an option means, its default and its bounds."""
    bounds = [f"{words} {schema[key]:g}" for key, words in _BOUNDS.items() if key in schema]
    default = json.dumps(schema.get("default"), ensure_ascii=False)
    return f"{field.description}; {', '.join([f'by default {default}', *bounds])}."


_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}


if __name__ == "__main__":
    Path(__file__).parents[1].joinpath("docs", "checks.md").write_text(as_markdown(), encoding="utf-8")
