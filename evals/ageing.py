"""What of a page ages, and when somebody is to look at it again."""

import calendar
import datetime
import re

from evals.worded import folded, has_any
from gen.page.page import Page
from gen.site.profile import SiteProfile

_YEAR = re.compile(r"(?:19|20)(?<![\d.,$-]..)\d\d(?![\d%]|[.,]\d)")


def ages(page: Page, site: SiteProfile) -> str:
    """The word or year by which a page ages, `""` where it does not."""
    rule, text = site.ageing, folded(page.answer)
    years = (match[0] for match in _YEAR.finditer(text)) if "19" in text or "20" in text else ()
    near = page.date.year
    found = next((year for year in years if near - rule.years <= int(year) <= near), "")
    return found or next((words for words in rule.words if has_any([words], text)), "")


def due(page: Page, site: SiteProfile) -> datetime.date | None:
    """The day by which somebody is to look at a page again; None where it does not age."""
    if not ages(page, site):
        return None
    months = page.date.month - 1 + site.ageing.months
    year, month = page.date.year + months // 12, months % 12 + 1
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(year, month, min(page.date.day, calendar.monthrange(year, month)[1]))
