"""Could the page be read and checked, and are the findings that it waves through waved through with reason?"""

from evals.check import FrameCheck
from evals.finding import Severity

_UNSCORED = "A check that crashed is neither passed nor failed: what it would have said is not known."
_WAIVERS = "An ignored finding is a decision. Without who can follow it, it is a finding that nobody has seen."


class PageUnreadable(FrameCheck):
    """The file cannot be read as a page

    Nothing else is known of it: it is not scored, and it needs a person.
    """

    id = "page-unreadable"
    severity = Severity.ERROR
    source = "The site's page format: what its reader refuses, or what two YAML readers would read differently."
    bad = "a file without the line that ends the front matter"
    good = "front matter between two lines `---`, and nothing else"
    settable = False


class CheckCrashed(FrameCheck):
    """A check could not do its work on this page

    The page needs a person: it is not scored. The message names the check and what went wrong in it.
    """

    id = "check-crashed"
    severity = Severity.ERROR
    source = _UNSCORED
    bad = "an error inside of a check"
    good = "none; report it together with the page"
    settable = False


class IgnoreWithoutReason(FrameCheck):
    """The page ignores a finding and does not say why

    The finding stands until it does. The reason is for whoever reads the page next.
    """

    id = "ignore-without-reason"
    severity = Severity.ERROR
    source = _WAIVERS
    bad = "`ignore: [{check: loop}]`"
    good = '`ignore: [{check: loop, reason: "the refrain of a song"}]`'


class IgnoreUnknown(FrameCheck):
    """What the page says below `answerdesk` cannot be followed

    There is no such check or key, or a value is not text. The findings that were meant stand.
    """

    id = "ignore-unknown"
    severity = Severity.ERROR
    source = _WAIVERS
    bad = "`ignore: [{check: lop, reason: a refrain}]`"
    good = "`ignore: [{check: loop, reason: a refrain}]`"


class IgnoreForbidden(FrameCheck):
    """The page ignores what no page may ignore

    The frame's own reports, and checks that the settings call `waivable: false`.
    """

    id = "ignore-forbidden"
    severity = Severity.ERROR
    source = _WAIVERS
    bad = "`ignore: [{check: page-unreadable, reason: fine}]`"
    good = "the page mended, or the settings changed by whoever answers for them"


class IgnoreUnused(FrameCheck):
    """The page ignores a finding that it has not

    It was mended, or `words` are not those of the finding. What is left over would hide the next one of its kind.
    """

    id = "ignore-unused"
    severity = Severity.WARNING
    source = "Linters that know suppressions report the unused ones, for the same reason."
    bad = "`ignore: [{check: raw-html, reason: the page is about HTML}]` on a page without any"
    good = "the entry removed"


FRAME_CHECKS: tuple[type[FrameCheck], ...] = (
    PageUnreadable,
    CheckCrashed,
    IgnoreWithoutReason,
    IgnoreUnknown,
    IgnoreForbidden,
    IgnoreUnused,
)
