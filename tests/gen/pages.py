"""Pages for the tests of the page format."""

import datetime
from dataclasses import replace

from gen.page.page import Page, Related, new_page
from gen.site.profile import SiteProfile

HOUSE = """\
---
_schema: default
id: 7
date: 2025-03-01
title: >-
    What is a mole?
article_title: >-
    What is a mole?
date_format: MMM DD, YYYY
post_on_text: Posted on
seo:
  title: QuickTakes | Chemistry
  page_description: >-
    A description.
  page_keywords: >-
    mole, amount
author: QuickTakes
question: >-
    What is a mole?
answer: >-
    A **mole** is an amount.\\n\\n- one\\n- two
subject: Chemistry
file_name: what-is-a-mole.md
url: /learn/chemistry/questions/what-is-a-mole
score: -1.0
related_article1:
    id: 3
    title: >-
        What is an atom?
    subject: Chemistry
    url: /learn/chemistry/questions/what-is-an-atom
---

&nbsp;"""

ATOM = Related(3, "What is an atom?", "Chemistry", "/learn/chemistry/questions/what-is-an-atom")


def page(profile: SiteProfile | None = None, **changes: object) -> Page:
    """The page of `HOUSE`, with some fields changed."""
    made = new_page(
        id=7,
        date=datetime.date(2025, 3, 1),
        question="What is a mole?",
        subject="Chemistry",
        answer="A **mole** is an amount.\n\n- one\n- two",
        description="A description.",
        keywords=["mole", "amount"],
        related=[ATOM],
        profile=profile or SiteProfile(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def hugo_page(**changes: object) -> Page:
    """The same page as the Hugo profile has it."""
    return page(SiteProfile(profile="hugo"), **changes)
