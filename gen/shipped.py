"""What the package ships for a new workspace: settings, templates, a sample list."""

from pathlib import Path

_ROOM = Path(__file__).parent


def shipped() -> Path:
    """The folder that holds `answerdesk.yaml`, `prompts/` and `questions/` as shipped.

    In an installed wheel that is a folder of the package; in a checkout it is the repository, itself a workspace.
    """
    packed = _ROOM / "starter"
    return packed if packed.is_dir() else _ROOM.parent
