"""Does each file stand where its page belongs? Checked over all pages of a run."""

from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath

from pydantic import Field

from evals.card import Card
from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Tree
from gen.errors import PageError
from gen.site.profile import SiteProfile


class FilePlace(TreeCheck):
    """The file does not stand where its page belongs

    The site makes a page's address of the folder and the name of its file; whatever links to the page by its own `url`
    then leads nowhere. Said where nearly all files stand where they belong, so that this is a content tree.
    """

    id = "file-place"
    severity = Severity.ERROR
    source = "The published site: subject and question give folder and name of 35,915 of 35,915 files."
    bad = "`biology/what-is-osmosis-1.md` for `What is osmosis?`"
    good = "`biology/what-is-osmosis.md`"

    share: float = Field(0.9, gt=0, le=1, description="share of the files that stand where they belong")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        astray = []
        for number, card in enumerate(tree.cards):
            place = _place(card, tree.site)
            if place is not None and PurePath(card.path).parts[-len(place.parts) :] != place.parts:
                astray.append((number, place))
        if len(tree.cards) - len(astray) < self.share * len(tree.cards):
            return
        for number, place in astray:
            message = f"the file does not stand where its page belongs, `{place}`"
            yield number, Hit(message, "file_name", evidence=tree.cards[number].path, suggestion=str(place))


def _place(card: Card, site: SiteProfile) -> PurePosixPath | None:
    """Where a page's file belongs, below the tree; None where question or subject leave no place."""
    try:
        return site.draft_path(site.subject_name(card.subject) or card.subject, site.slug(card.question))
    except PageError:
        return None


TREE_CHECKS: tuple[type[TreeCheck], ...] = (FilePlace,)
