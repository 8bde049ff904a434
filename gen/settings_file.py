"""Reads `answerdesk.yaml`."""

from pathlib import Path

from gen.config import Settings
from gen.yaml_file import FileKind

_SETTINGS = FileKind(Settings, "the settings", "setting", "docs/settings.md lists every setting.")


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        SettingsError: at `file:line:column` of the first mistake, with all others below it.
    """
    settings, source = _SETTINGS.read(path)
    return settings.read_from(source)
