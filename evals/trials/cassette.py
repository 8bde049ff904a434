"""A cassette: what a server said to the requests of one case, as a YAML file that a person can read in a diff.

    model: gpt-5.1-mini
    recorded: 2026-11-24
    samples: 1
    templates: {answer/general.md.j2: 3f5b…}
    calls:
    - {method: POST, path: /v1/chat/completions, body: {…}, status: 200, seconds: 2.1, response: {…}}

Of a request its method, path and body are kept; of a response status, body and how long it took. No header of either
is: keys, cookies and the names of organisations stand there.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gen.errors import SettingsError
from gen.files import write_atomic

_AGAIN = "Record it again: `answerdesk record {}`."
_KEYS = {"model", "recorded", "samples", "templates", "calls"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and what was answered.

    Attributes:
        method, path: of the request.
        body: its JSON.
        status: of the response.
        response: its body: JSON, or text where it is none.
        seconds: it took.
    """

    method: str
    path: str
    body: Mapping[str, Any]
    status: int
    response: Any
    seconds: float

    @property
    def key(self) -> str:
        """What a request is known by."""
        return request_key(self.method, self.path, self.body)

    @property
    def content(self) -> bytes:
        """The response's body."""
        said = self.response
        return said.encode("utf-8", "replace") if isinstance(said, str) else json.dumps(said).encode("ascii")


def request_key(method: str, path: str, body: Any) -> str:
    """What decides which answer a request gets: method, path, and the body whatever the order of its keys."""
    return f"{method} {path} {json.dumps(_sayable(body), sort_keys=True)}"


@dataclass(slots=True)
class Cassette:
    """What was recorded of one case.

    Attributes:
        case: its id.
        model: that was asked.
        recorded: the day; pages made of it carry this date, and prompts that name the day name this one.
        samples: how many drafts it holds the answers for.
        templates: hash of every template file that had a part in it, by name.
        calls: in the order of their answers.
    """

    case: str
    model: str
    recorded: datetime.date
    samples: int = 1
    templates: dict[str, str] = field(default_factory=dict)
    calls: list[Exchange] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """Write it, whole or not at all.

        Raises:
            OSError: the file system said no.
        """
        data = {
            "model": self.model,
            "recorded": self.recorded,
            "samples": self.samples,
            "templates": dict(sorted(self.templates.items())),
            "calls": [_as_dict(call) for call in self.calls],
        }
        text = yaml.dump(data, Dumper=ReadableDumper, sort_keys=False, allow_unicode=True, width=120)
        write_atomic(path, "# What a server said. Recorded by `answerdesk record`, never written by hand.\n" + text)


def load_cassette(path: Path) -> Cassette:
    """Read a cassette; its name is the case's.

    Raises:
        SettingsError: it is not one.
        OSError: it cannot be read.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if not isinstance(data, dict) or set(data) != _KEYS or not isinstance(data["recorded"], datetime.date):
            raise ValueError("it has other keys")  # noqa: TRY301
        calls = [Exchange(**call) for call in data.pop("calls")]
        return Cassette(path.stem, calls=calls, **data)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        said = str(error).splitlines()[0]
        raise SettingsError(f"this is no cassette: {said}", where=str(path), hint=_AGAIN.format(path.stem)) from error


def cassette_path(folder: Path, model: str, case: str) -> Path:
    """Where the cassette of a case is: each model has a folder, whatever its name holds.

    Args:
        folder: of all cassettes.
        model: as the endpoint knows it: `meta-llama/Llama-3.1-8B`.
        case: the case's id.
    """
    name = "".join(sign if sign.isalnum() or sign in "-._" else "-" for sign in model).lstrip(".") or "model"
    return folder / name / f"{case}.yaml"


def _as_dict(call: Exchange) -> dict[str, Any]:
    body, said = _sayable(call.body), call.response
    return {
        "method": call.method,
        "path": call.path,
        "body": body,
        "status": call.status,
        "seconds": round(call.seconds, 3),
        "response": said if _sayable(said) == said else call.content.decode("ascii"),
    }


def _sayable(value: Any) -> Any:
    """Half a pair of surrogates, which JSON has an escape for and UTF-8 has not, becomes a question mark."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


class ReadableDumper(yaml.CSafeDumper):
    """Writes YAML for people: lines stay lines where YAML can say so: an answer is read in a diff."""

    def ignore_aliases(self, data: Any) -> bool:
        """The same text twice is written twice."""
        return True


def _text(dumper: ReadableDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


ReadableDumper.add_representer(str, _text)
