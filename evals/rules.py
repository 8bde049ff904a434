"""Rules: the checks as the settings want them, for all pages and for those of one subject."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError, to_json

from evals.catalogue import CATALOGUE, EVERY, FRAME_CHECKS, TREE_CATALOGUE
from evals.check import Check, Described, FrameCheck, TreeCheck
from evals.finding import Severity
from gen.config import CheckSettings, Settings
from gen.mistakes import Keys, Mistake, offer

D = TypeVar("D", bound=Described)
Said = Mapping[str, CheckSettings]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its options, and what the settings say of it.

    Attributes:
        check: the check.
        severity: of its findings.
        waivable: whether a page may wave them through.
    """

    check: Check
    severity: Severity
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class TreeRule:
    """The same for a check of many pages."""

    check: TreeCheck
    severity: Severity
    waivable: bool = True


_FRAME = {name: check.severity for name, check in FRAME_CHECKS.items()}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is asked of the pages of one subject.

    Attributes:
        rules: the checks that are on, in the catalogue's order.
        tree: those of many pages that are on, by id.
        frame: the severities of what the frame reports, by id, of what is on.
    """

    rules: tuple[Rule, ...] = ()
    tree: Mapping[str, TreeRule] = field(default_factory=dict)
    frame: Mapping[str, Severity] = field(default_factory=lambda: _FRAME)

    @property
    def all(self) -> list[Rule | TreeRule]:
        """The checks that are on, those of many pages last."""
        return [*self.rules, *self.tree.values()]

    @property
    def severities(self) -> Mapping[str, Severity]:
        """The severity of everything that is on, by id."""
        return {rule.check.id: rule.severity for rule in self.all} | dict(self.frame)

    @property
    def forbidden(self) -> set[str]:
        """The ids of the checks whose findings no page may wave through."""
        return {*FRAME_CHECKS, *(rule.check.id for rule in self.all if not rule.waivable)}


def rulings(settings: Settings) -> tuple[Ruling, dict[str, Ruling]]:
    """What is asked of pages in general, and of those of the subjects that the settings name, by the subject's slug.

    Raises:
        SettingsError: unknown checks, unknown options, values that an option does not take: all of them, each at its
            place in the file.
    """
    mistakes: list[Mistake] = []
    general = _ruling(settings.checks, settings.checks, ("checks",), mistakes)
    found = {}
    for number, name in enumerate(settings.review.must_settle):
        mistakes += _unknown(name, ("review", "must_settle", number))
    mistakes += _gate_mistakes(settings)
    for name, subject in settings.subjects.items():
        said = {check: own.over(settings.checks.get(check, CheckSettings())) for check, own in subject.checks.items()}
        keys = ("subjects", name, "checks")
        slug = settings.site.slug(settings.site.subject_name(name) or name)
        found[slug] = _ruling({**settings.checks, **said}, subject.checks, keys, mistakes)
    if mistakes:
        raise settings.error(mistakes)
    return general, found


def _gate_mistakes(settings: Settings) -> Iterator[Mistake]:
    """A gate that can never close: of an unknown check, or of one that compares pages, which no draft is put to."""
    known = [*CATALOGUE, *map(str, Severity)]
    for name, checks in settings.gates.items():
        if name in known:
            yield Mistake(f"`{name}` is the name of a check or severity already", ("gates", name), at_key=True)
        yield from _no_gates(checks, known, ("gates", name))
    yield from _no_gates(settings.run.gate, [*settings.gates, *known], ("run", "gate"))


def _no_gates(names: Sequence[str], known: Sequence[str], keys: Keys) -> Iterator[Mistake]:
    for number, name in enumerate(names):
        if name not in known:
            why = "compares pages, and a draft is judged alone" if name in TREE_CATALOGUE else "is no check of drafts"
            close = "" if name in TREE_CATALOGUE else offer(name, known)
            yield Mistake(f"`{name}` {why}{close}", (*keys, number), at_key=True)


def _ruling(said: Said, own: Said, keys: Keys, mistakes: list[Mistake]) -> Ruling:
    """The ruling of what is said of a subject; `own` is the part of it that stands below these keys."""
    for name, check_settings in own.items():
        mistakes += _name_mistakes(name, check_settings, (*keys, name))
    rules = [Rule(*each) for each in _wanted(CATALOGUE, said, own, keys, mistakes)]
    tree = [TreeRule(*each) for each in _wanted(TREE_CATALOGUE, said, own, keys, mistakes)]
    frame = {check.id: severity for check, severity, _ in _wanted(FRAME_CHECKS, said, own, keys, mistakes)}
    return Ruling(tuple(rules), {rule.check.id: rule for rule in tree}, frame)


def _unknown(name: str, keys: Keys) -> list[Mistake]:
    if name in EVERY:
        return []
    return [Mistake(f"there is no check `{name}`{offer(name, list(EVERY))}", keys, at_key=True)]


def _name_mistakes(name: str, said: CheckSettings, keys: Keys) -> list[Mistake]:
    if name not in EVERY:
        return _unknown(name, keys)
    check = EVERY[name]
    if issubclass(check, FrameCheck) and not check.settable:
        return [Mistake(f"`{name}` is no rule of this site: it cannot be changed", keys, at_key=True)]
    if _is_general(check, keys) and said.options:
        message = f"`{name}` compares pages of all subjects, so that its options can stand in `checks` alone"
        return [Mistake(message, (*keys, "options"), at_key=True)]
    return []


def _wanted(
    catalogue: Mapping[str, type[D]], said: Said, own: Said, keys: Keys, mistakes: list[Mistake]
) -> list[tuple[D, Severity, bool]]:
    """The checks of a catalogue that are on, configured."""
    found = []
    for name, kind in catalogue.items():
        settings = said.get(name, CheckSettings())
        try:
            # By way of JSON, so that a list does where an option is a tuple or a set.
            check = kind.model_validate_json(to_json(settings.options, inf_nan_mode="constants"))
        except ValidationError as error:
            there = (*keys, name, "options")
            options = own[name].options if name in own and not _is_general(kind, keys) else {}
            mistakes += [_explain(kind, each, there) for each in error.errors() if _is_of(each, options)]
        except PydanticSerializationError:
            mistakes.append(Mistake(f"the options of the check `{name}` are no plain values", (*keys, name, "options")))
        else:
            enabled = kind.enabled if settings.enabled is None else settings.enabled
            severity = Severity[settings.severity.upper()] if settings.severity else kind.severity
            if enabled:
                found.append((check, severity, settings.waivable is not False))
    return found


def _is_general(check: type[Described], keys: Keys) -> bool:
    """Whether the keys are of one subject, and the check's options are the same for all of them."""
    return issubclass(check, TreeCheck) and keys[0] == "subjects"


def _is_of(detail: ErrorDetails, options: Mapping[str, object]) -> bool:
    """Whether a mistake is in these options; one that is in those for all pages is told there."""
    return bool(options) and (not detail["loc"] or detail["loc"][0] in options)


def _explain(check: type[Described], detail: ErrorDetails, keys: Keys) -> Mistake:
    name = ".".join(map(str, detail["loc"]))
    keys = (*keys, *detail["loc"])
    if detail["type"] == "extra_forbidden":
        message = f"the check `{check.id}` has no option `{name}`{offer(name, list(check.model_fields))}"
        return Mistake(message, keys, at_key=True)
    said = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return Mistake(f"option `{name}` of the check `{check.id}` {said}", keys)
