"""A small content tree for the tests of catalog and related articles."""

import datetime
from pathlib import Path

from gen.page.page import new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile

SITE = SiteProfile()


def put(
    tree: Path,
    id: int,
    question: str,
    subject: str = "Physics",
    *keywords: str,
    site: SiteProfile = SITE,
) -> Path:
    """Write a page where it belongs; its path."""
    page = new_page(
        id=id,
        date=datetime.date(2025, 1, 2),
        question=question,
        subject=subject,
        answer="Because.",
        description="Why it is so.",
        keywords=keywords,
        profile=site,
    )
    path = tree / site.draft_path(page.subject, site.slug(question))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump_page(page, site), encoding="utf-8")
    return path
