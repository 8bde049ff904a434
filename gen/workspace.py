"""The workspace: the folder with `answerdesk.yaml`, the templates, the drafts, the ledger and the content tree."""

from dataclasses import dataclass
from pathlib import Path

from gen.config import Settings
from gen.content.catalog import Catalog
from gen.errors import SettingsError
from gen.ledger import Ledger
from gen.settings_file import load_settings

SETTINGS_FILE = "answerdesk.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace on disk.

    Attributes:
        root: its folder, absolute.
        settings: what its `answerdesk.yaml` says.
    """

    root: Path
    settings: Settings

    @classmethod
    def find(cls, start: Path) -> "Workspace":
        """The workspace of the nearest folder upwards from `start`.

        Raises:
            SettingsError: there is none, or its settings are malformed.
        """
        if not start.is_dir():
            raise SettingsError(f"there is no folder {start}")
        found = find_settings(start)
        if found is None:
            raise SettingsError(
                f"no {SETTINGS_FILE} in {start.resolve()} or any folder above it",
                hint="Make a workspace with `answerdesk init DIR`, or name one with `answerdesk -C DIR …`.",
            )
        return cls(found.parent, load_settings(found))

    @property
    def drafts(self) -> Path:
        """The tray: drafts that wait for a verdict."""
        return self.root / self.settings.paths.drafts

    @property
    def content(self) -> Path:
        """The content tree: accepted pages."""
        return self.root / self.settings.paths.content

    @property
    def prompts(self) -> Path:
        """The templates."""
        return self.root / self.settings.paths.prompts

    @property
    def sources(self) -> Path:
        """The references."""
        return self.root / self.settings.paths.sources

    @property
    def golden(self) -> Path:
        """The golden set: questions, and what is expected of their drafts."""
        return self.root / self.settings.paths.golden

    def open_ledger(self) -> Ledger:
        """Open the ledger, made and brought up to date where needed. The caller closes it."""
        return Ledger.open(self.settings.ledger, root=self.root)

    @property
    def has_ledger(self) -> bool:
        """Whether there is one: opening it would make it. Of a database elsewhere nobody knows before."""
        kind, _, path = self.settings.ledger.partition(":///")
        return kind != "sqlite" or (self.root / path).exists()

    def catalog(self, ledger: Ledger) -> Catalog:
        """The index of the content tree, as the ledger keeps it. Call its `sync()` before asking it."""
        return Catalog(ledger, self.content, self.settings.site)

    @staticmethod
    def near(path: Path) -> Path:
        """A path as people type it: relative to where they are, where it lies below."""
        here, whole = Path.cwd(), path.absolute()
        return whole.relative_to(here) if whole.is_relative_to(here) else path


def find_settings(start: Path) -> Path | None:
    """The nearest `answerdesk.yaml` in `start` or above it."""
    here = start.resolve()
    return next(
        (folder / SETTINGS_FILE for folder in (here, *here.parents) if (folder / SETTINGS_FILE).is_file()), None
    )
