"""Settings for a part of the checks: those that a command line names."""

from collections.abc import Collection

from evals.catalogue import EVERY
from evals.check import FrameCheck
from gen.config import CheckSettings, Settings
from gen.errors import UsageError
from gen.mistakes import offer


def select(settings: Settings, only: Collection[str], skip: Collection[str]) -> Settings:
    """The settings with some checks turned off.

    Args:
        settings: of the workspace.
        only: ids of the checks to run, also of such that the settings turn off for all pages; none means all.
        skip: ids of those not to run.

    Raises:
        UsageError: there is no such check, or it cannot be turned off.
    """
    for name in (*only, *skip):
        if name not in EVERY:
            raise UsageError(f"there is no check `{name}`{offer(name, list(EVERY))}")
    fixed = [name for name, check in EVERY.items() if issubclass(check, FrameCheck) and not check.settable]
    if both := set(only) & set(skip) or set(skip) & set(fixed):
        raise UsageError(f"`{min(both)}` cannot be skipped")
    off = set(skip) | (set(EVERY) - set(only) if only else set())
    wanted = {name: name not in off for name in EVERY if name not in fixed and (name in off or name in only)}
    subjects = {
        name: each.model_copy(update={"checks": _switched(each.checks, off)})
        for name, each in settings.subjects.items()
    }
    general = {**settings.checks}
    for name, enabled in wanted.items():
        general[name] = general.get(name, CheckSettings()).model_copy(update={"enabled": enabled})
    return settings.model_copy(update={"checks": general, "subjects": subjects})


def _switched(checks: dict[str, CheckSettings], off: Collection[str]) -> dict[str, CheckSettings]:
    return {name: said.model_copy(update={"enabled": False}) if name in off else said for name, said in checks.items()}
