"""Who gives a verdict."""

import getpass
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gen.config import ReviewSettings
from gen.errors import UsageError

_LONGEST = 200  # characters; a name and an address


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person.

    Attributes:
        name: as it is kept with a verdict: `Jane Doe <jane@example.org>` where both are known.
        role: what the settings call them, `""` where they say nothing; several roles have commas between them.
    """

    name: str
    role: str = ""

    def is_a(self, role: str) -> bool:
        """Whether they have that role."""
        return role == self.role or role in self.role.split(", ")


def who(root: Path, settings: ReviewSettings, named: str | None) -> Reviewer:
    """The person at the keyboard.

    Args:
        root: the workspace's folder: git may be set for it alone.
        settings: their `reviewer` and `roles`.
        named: what the command line says, None where it says nothing.

    Raises:
        UsageError: a name that is none, or nobody knows who this is.
    """
    if named is not None:
        return reviewer(named, settings)
    name = settings.reviewer or _git_user(root) or _system_user()
    if not name:
        raise UsageError("nobody knows who you are", hint='Say so: --as "Jane Doe", or `git config user.name`.')
    return reviewer(name, settings)


def reviewer(name: str, settings: ReviewSettings) -> Reviewer:
    """The person of a name, with their role.

    Raises:
        UsageError: a name that is none.
    """
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST:
        hint = f"A name is one line of at most {_LONGEST} characters."
        raise UsageError(f"{name[:60]!r} is no reviewer's name", hint=hint)
    return Reviewer(name, role_of(name, settings.roles))


def role_of(name: str, roles: Mapping[str, str | tuple[str, ...]]) -> str:
    """By the whole of the name, by the address in it, or by what stands before the address; several by commas."""
    known = {key.casefold(): role for key, role in roles.items()}
    before, _, address = name.partition("<")
    forms = (name, address.rstrip("> "), before.strip())
    role = next((known[form.casefold()] for form in forms if form.casefold() in known), "")
    return role if isinstance(role, str) else ", ".join(role)


def _git_user(root: Path) -> str:
    name, address = _git(root, "user.name"), _git(root, "user.email")
    return f"{name} <{address}>" if name and address else name or address


def _git(root: Path, setting: str) -> str:
    command = ["git", "-C", str(root), "config", "--get", setting]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in some containers
        return ""
