"""The golden set: every `*.yaml` below `evals/golden/`, cassettes aside."""

from collections.abc import Collection, Sequence
from pathlib import Path

from evals.catalogue import ALL
from evals.trials.case import Case, GoldenFile
from gen.errors import UsageError
from gen.mistakes import Mistake, offer
from gen.site.profile import SiteProfile
from gen.yaml_file import FileKind

CASSETTES = "cassettes"  # a folder below the golden set's
GOLDEN_FILE = FileKind(GoldenFile, "the golden set's file", "key", "docs/golden.md says what may stand in it.")


def golden_files(folder: Path) -> list[Path]:
    """The files of a golden set, in order."""
    return sorted(path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] != CASSETTES)


def read_golden(folder: Path, site: SiteProfile, wanted: Sequence[str] = ()) -> list[Case]:
    """The cases of a golden set.

    Args:
        folder: the golden set's.
        site: says which subjects there are.
        wanted: ids of cases; none: all of them.

    Raises:
        SettingsError: at the `file:line:column` of the first mistake of a file. A file that is left out would make the
            set smaller without a word, so the others do not go on.
        UsageError: there are no cases, or not those that are wanted.
    """
    cases: dict[str, Case] = {}
    places: dict[str, Path] = {}
    for path in golden_files(folder):
        for case in _read(path, site, places):
            cases[case.id] = case
            places[case.id] = path
    if not cases:
        hint = "`answerdesk golden add ID` makes a case of a draft; docs/golden.md shows how to write one."
        raise UsageError(f"there is no golden set in {folder}", hint=hint)
    for name in wanted:
        if name not in cases:
            raise UsageError(f"there is no case `{name}`{offer(name, list(cases))}")
    return [cases[name] for name in dict.fromkeys(wanted)] if wanted else list(cases.values())


def _read(path: Path, site: SiteProfile, places: dict[str, Path]) -> Sequence[Case]:
    file, source = GOLDEN_FILE.read(path)
    mistakes = [
        mistake for at, case in enumerate(file.cases) for mistake in _mistakes(case, ("cases", at), site, places)
    ]
    if mistakes:
        raise source.error(mistakes)
    return file.cases


def _mistakes(case: Case, keys: tuple[str | int, ...], site: SiteProfile, others: Collection[str]) -> list[Mistake]:
    found = []
    if case.id in others:
        found.append(Mistake(f"the case `{case.id}` stands in another file too", (*keys, "id")))
    if site.subject_name(case.subject) is None:
        known = offer(case.subject, list(site.subjects))
        found.append(Mistake(f"the site has no subject `{case.subject}`{known}", (*keys, "subject")))
    found += [
        Mistake(f"there is no check `{name}`{offer(name, list(ALL))}", (*keys, "clean", at))
        for at, name in enumerate(case.clean)
        if name not in ALL
    ]
    return found
