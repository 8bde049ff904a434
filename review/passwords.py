"""The team's passwords: a file of names and argon2 hashes. The passwords themselves are nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gen.errors import UsageError
from gen.files import write_atomic

SHORTEST, LONGEST = 12, 1000  # characters of a password
_AT_ONCE = 2  # hashes; each takes 64 MiB
_KIND = "$argon2id$"
# Of no password that anybody knows: an unknown name takes as long as a known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$CfTCDUZ/y+Ku5bUy86AM0Q$IdvvF4YYiQy3yA+HVNuFsozRudjV5HPa4l8dfQ/aUPM"


@dataclass(frozen=True, slots=True)
class Passwords:
    """The file of passwords of a workspace. It is read anew each time: who leaves the team is out at once.

    Attributes:
        path: of the file; one that is not there has nobody in it.
    """

    path: Path
    _hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))

    def names(self) -> tuple[str, ...]:
        """Who has a password.

        Raises:
            UsageError: the file is malformed.
        """
        return tuple(self._read())

    def person(self, name: str, password: str) -> str | None:
        """The whole name of the person who signs in so; None where the name or the password is wrong.

        Args:
            name: all of it, or the address in it; capitals do not matter.
            password: as typed.
        """
        known = self._read()
        whole = next((each for each in known if _forms(name) & _forms(each)), None)
        with self._turns:
            fits = self._fits(_NOBODY if whole is None else known[whole], password[:LONGEST])
        return whole if fits and len(password) <= LONGEST else None

    def set(self, name: str, password: str) -> None:
        """Give somebody a password; one that they had is gone.

        Raises:
            UsageError: the password is too short, or the name signs somebody else in.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"a password has at least {SHORTEST} characters", hint=f"And at most {LONGEST}.")
        known = self._read()
        taken = next((each for each in known if each != name and _forms(name) & _forms(each)), None)
        if taken is not None:
            hint = f"Take that one away first: answerdesk password {taken!r} --remove"
            raise UsageError(f"{name} would be the same person as {taken}", where=str(self.path), hint=hint)
        self._write({**known, name: self._hasher.hash(password)})

    def remove(self, name: str) -> None:
        """Take somebody's password away.

        Raises:
            UsageError: they have none.
        """
        known = self._read()
        if name not in known:
            hint = f"Who has one: {', '.join(known) or 'nobody'}."
            raise UsageError(f"{name} has no password", where=str(self.path), hint=hint)
        self._write({each: said for each, said in known.items() if each != name})

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    def _read(self) -> dict[str, str]:
        try:
            said = yaml.safe_load(self.path.read_text(encoding="utf-8")) or {}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError, yaml.YAMLError):
            raise self._malformed() from None
        if not isinstance(said, dict) or not all(_is_entry(name, hashed) for name, hashed in said.items()):
            raise self._malformed()
        return said

    def _malformed(self) -> UsageError:
        hint = "It has names, and a hash for each: `answerdesk password NAME` writes it."
        return UsageError("this is no file of passwords", where=str(self.path), hint=hint)

    def _write(self, known: Mapping[str, str]) -> None:
        said = yaml.safe_dump(dict(known), allow_unicode=True, width=10_000)
        try:
            write_atomic(self.path, f"# Written by `answerdesk password`.\n{said}", private=True)
        except OSError as error:
            raise UsageError(f"it cannot be written: {error.strerror}", where=str(self.path)) from None


def _is_entry(name: object, hashed: object) -> bool:
    return isinstance(name, str) and isinstance(hashed, str) and hashed.startswith(_KIND)


def _forms(name: str) -> set[str]:
    """What somebody may type: the whole name, or the address in it."""
    whole = name.strip().casefold()
    address = whole.partition("<")[2].rstrip("> ")
    return {whole, address} - {""}
