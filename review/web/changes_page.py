"""What changed of a page: since the model wrote it, since it was sent back, or since somebody read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from review.changes import changes, sent_back, written
from review.dossier import dossier
from review.editing import FIELDS, page_of
from review.web.asked import asked, draft_of
from review.web.house import house_of, page


def show(request: Request) -> Response:
    """What a person has changed of what the model wrote, or the model of what was sent back."""
    desk, draft = house_of(request).desk, draft_of(request)
    known = dossier(desk, draft)
    if known.page is None:
        raise HTTPException(404, "There is no page to compare.")
    sides = (
        ("What the model wrote, and what stands now", written(desk, draft)),
        ("What was sent back, and what came instead", sent_back(desk, draft)),
    )
    return _page(request, ((title, old, known.page.answer) for title, old in sides if old is not None))


async def since(request: Request) -> Response:
    """What changed since somebody read a page, who says what they read: the fields that a reviewer may change."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        standing, _ = page_of(house_of(request).desk, draft_of(request))
        sides = [(name.capitalize(), str(said[name]), str(getattr(standing, name))) for name in FIELDS if name in said]
        return _page(request, ((title, old, new) for title, old, new in sides if old != new))

    return await asked(request, answer)


def _page(request: Request, sides: Iterable[tuple[str, str, str]]) -> Response:
    found = [(title, list(changes(old, new))) for title, old, new in sides]
    return page(request, "changes.html.j2", {"comparisons": found, "is_since": request.method == "POST"})
