"""The checks as a SARIF log describes them: what a code scanning service shows beside a result."""

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from evals.catalogue import EVERY
from evals.check import Described, TreeCheck
from evals.finding import Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
# What GitHub sorts rules by that are not about security.
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


class Rules:
    """All checks of the catalogue, numbered; a check that is not in it is added when it is met."""

    def __init__(self) -> None:
        self._numbers = {name: number for number, name in enumerate(EVERY)}

    def number(self, check: str) -> int:
        """The place of a check in the list."""
        return self._numbers.setdefault(check, len(self._numbers))

    def as_list(self) -> list[dict[str, Any]]:
        """As SARIF has them (section 3.49, reportingDescriptor)."""
        address = _documents()
        return [rule(EVERY[name], address) if name in EVERY else {"id": name} for name in self._numbers]


def rule(check: type[Described], address: str | None) -> dict[str, Any]:
    """One check.

    Args:
        check: of the catalogue.
        address: of the documentation, an absolute URI; None where it has none.
    """
    said = {"Bad": check.bad, "Good": check.good, "Source": check.source}
    kind = check.__module__.rpartition(".")[2].replace("_", "-")
    described: dict[str, Any] = {
        "id": check.id,
        "shortDescription": {"text": check.title()},
        "fullDescription": {"text": check.rationale() or check.title()},
        "help": {
            "text": "\n".join([check.rationale(), *(f"{name}: {words}" for name, words in said.items())]).strip(),
            "markdown": "\n\n".join(
                [check.rationale(), *(f"**{name}:** {words}" for name, words in said.items())]
            ).strip(),
        },
        "defaultConfiguration": {"level": LEVELS[check.severity], "enabled": check.enabled},
        "properties": {
            "tags": [kind, *(["many-pages"] if issubclass(check, TreeCheck) else [])],
            "problem.severity": _PROBLEMS[check.severity],
        },
    }
    return described | ({"helpUri": f"{address}#{check.id}"} if address else {})


@cache
def _documents() -> str | None:
    """Where docs/checks.md can be read, as the package says it (`Project-URL: Checks, https://…`)."""
    try:
        urls = metadata("answerdesk").get_all("Project-URL") or []
    except PackageNotFoundError:  # run from a checkout that was never installed
        return None
    named = dict(url.split(", ", 1) for url in urls if ", " in url)
    return named.get("Checks")
