"""Whether a workspace is fit for work: each thing that a run or a reviewer needs, tried."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.resources import files
from tempfile import TemporaryFile
from typing import Any

import httpx2

from evals.pipeline.renderer import RENDERER
from evals.suite import Suite
from evals.trials.golden import golden_files, read_golden
from gen.config import EMBEDDED, ModelSettings
from gen.errors import AnswerdeskError
from gen.model import embedded
from gen.model.pool import Models
from gen.model.redact import Redactor
from gen.prices import OPENAI, endpoint_url, known_price
from gen.prompting.prompt import PromptLibrary
from gen.workspace import Workspace

ENOUGH = 2**30  # bytes; a ledger of 36,000 drafts takes about as much
SECONDS = 10.0  # that an endpoint may take to answer


class State(StrEnum):
    """How it stands."""

    FINE = "fine"
    ODD = "odd"  # work goes on, and something will be missed
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was tried.

    Attributes:
        about: what.
        state: how it stands.
        message: one sentence.
        hint: what to do, `""` where nothing is to be done.
    """

    about: str
    state: State
    message: str
    hint: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self) | {"state": str(self.state)}


def examine(workspace: Workspace, environment: Mapping[str, str], *, ask: bool = False) -> Iterator[Diagnosis]:
    """Try everything, one after another. What goes wrong in one keeps none of the others from being tried.

    Args:
        workspace: its settings could be read.
        environment: where keys are.
        ask: send the model a request of a few tokens, which costs as much.
    """
    tries: tuple[tuple[str, Callable[[], Iterator[Diagnosis]]], ...] = (
        ("settings", lambda: _settings(workspace)),
        ("templates", lambda: _templates(workspace)),
        ("folders", lambda: _folders(workspace)),
        ("ledger", lambda: _ledger(workspace)),
        ("model", lambda: _model(workspace, environment, ask=ask)),
        ("checks", lambda: _checks(workspace)),
        ("review page", _review_page),
        ("golden set", lambda: _golden(workspace)),
    )
    for about, attempt in tries:
        try:
            yield from attempt()
        except AnswerdeskError as error:
            message = f"{error.where}: {error.message}" if error.where else error.message
            yield Diagnosis(about, State.BAD, message, error.hint)
        except OSError as error:
            yield Diagnosis(about, State.BAD, str(error))


def _settings(workspace: Workspace) -> Iterator[Diagnosis]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("settings", State.FINE, f"{workspace.root} can be read, by Python {version}")


def _templates(workspace: Workspace) -> Iterator[Diagnosis]:
    library = PromptLibrary(workspace.prompts)
    faults = library.check()
    for fault in faults:
        yield Diagnosis("templates", State.BAD, f"{fault.where}: {fault.message}", fault.hint)
    if not faults:
        yield Diagnosis("templates", State.FINE, f"{len(library.templates)} for answers, none with a fault")


def _folders(workspace: Workspace) -> Iterator[Diagnosis]:
    for folder in (workspace.drafts, workspace.content):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"x")
    free = shutil.disk_usage(workspace.root).free
    state = State.FINE if free >= ENOUGH else State.ODD
    hint = "" if state is State.FINE else "A run of tens of thousands of questions takes about a gigabyte."
    yield Diagnosis("folders", state, f"tray and content tree can be written; {free / 1e9:.1f} GB are free", hint)


def _ledger(workspace: Workspace) -> Iterator[Diagnosis]:
    with workspace.open_ledger() as ledger:
        drafts = sum(ledger.counts().values())
        kind = "a server's" if ledger.shared else "a file"
    yield Diagnosis("ledger", State.FINE, f"{kind}, open, of the newest schema, with {drafts:,} drafts")


def _model(workspace: Workspace, environment: Mapping[str, str], *, ask: bool) -> Iterator[Diagnosis]:
    settings = workspace.settings
    model = settings.model
    said = settings.model_settings(model)
    yield _price(model, said, endpoint_url(said, environment) or OPENAI)
    if said.base_url == EMBEDDED:
        yield Diagnosis("model", State.FINE, f"{model}, embedded: {embedded.weights().name}")
    else:
        yield _endpoint(model, said, environment)
    if ask:
        yield asyncio.run(_asked(workspace, environment))


def _price(model: str, said: ModelSettings, url: str) -> Diagnosis:
    if known_price(model, said, url).price is not None:
        return Diagnosis("price", State.FINE, f"that of {model} is known")
    hint = f"Say it in the settings (`models: {model}: price`): plans and cost limits need it."
    return Diagnosis("price", State.ODD, f"nobody knows what {model} costs", hint)


def _endpoint(model: str, said: ModelSettings, environment: Mapping[str, str]) -> Diagnosis:
    """Ask the endpoint which models it has: that costs nothing, and takes the same key."""
    key, url = environment.get(said.api_key_env, ""), endpoint_url(said, environment) or OPENAI
    if not key and said.base_url is None and not environment.get("OPENAI_BASE_URL"):
        hint = f"Set {said.api_key_env}, or name an endpoint that wants none (`models: {model}: base_url`)."
        return Diagnosis("model", State.BAD, f"there is no key for {model}", hint)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx2.get(f"{url.rstrip('/')}/models", headers=headers, timeout=SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        told = Redactor(key).error(str(error) or type(error).__name__)
        return Diagnosis("model", State.BAD, f"{url} does not answer: {told}", "Check `base_url` and the network.")
    if answer.status_code in (401, 403):
        return Diagnosis("model", State.BAD, f"{url} does not take the key", f"Check {said.api_key_env}.")
    if answer.status_code != 200:
        hint = "Many servers do not list their models. `answerdesk doctor --ask` asks it a question."
        return Diagnosis("model", State.ODD, f"{url} answers, and does not say which models it has", hint)
    if model not in _names(answer):
        hint = "Check `model` in the settings; `answerdesk doctor --ask` asks it a question."
        return Diagnosis("model", State.ODD, f"{url} does not name {model} among its models", hint)
    return Diagnosis("model", State.FINE, f"{model} at {url}")


def _names(answer: httpx2.Response) -> set[str]:
    try:
        return {str(each["id"]) for each in answer.json()["data"]}
    except (ValueError, LookupError, TypeError):
        return set()


async def _asked(workspace: Workspace, environment: Mapping[str, str]) -> Diagnosis:
    schema = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
    async with Models(workspace.settings, environment, run=workspace.settings.run) as models:
        model = await models.get()
        call = await model.ask([{"role": "user", "content": "Answer with the word yes, as JSON."}], schema=schema)
        can = [name for name, able in model.capabilities.model_dump().items() if able is True]
    if not call.text:
        return Diagnosis("answer", State.BAD, f"{model.name} gave none: {call.error or call.outcome}")
    return Diagnosis(
        "answer", State.FINE, f"{model.name} in {call.seconds:.1f} s; it takes {', '.join(can) or 'no options'}"
    )


def _checks(workspace: Workspace) -> Iterator[Diagnosis]:
    suite = Suite.from_settings(workspace.settings)
    shown = RENDERER.html("It is $x^2$.")
    if "katex" not in shown:
        hint = "The bundle is damaged: install answerdesk again."
        yield Diagnosis("site's pipeline", State.BAD, "a formula does not come out as one", hint)
    else:
        yield Diagnosis("site's pipeline", State.FINE, f"formulas are shown; suite {suite.version}")


def _review_page() -> Iterator[Diagnosis]:
    static = files("review.web") / "static"
    missing = [name for name in ("app.css", "app.js", "vendor/editor.js") if not static.joinpath(name).is_file()]
    if missing:
        hint = "The installation is damaged: install answerdesk again."
        yield Diagnosis("review page", State.BAD, f"files are missing: {', '.join(missing)}", hint)
    else:
        yield Diagnosis("review page", State.FINE, "all of its files are there")


def _golden(workspace: Workspace) -> Iterator[Diagnosis]:
    if not golden_files(workspace.golden):
        hint = "docs/golden.md: with one, CI stops a prompt that makes drafts worse."
        yield Diagnosis("golden set", State.ODD, "there is none", hint)
        return
    cases = read_golden(workspace.golden, workspace.settings.site)
    yield Diagnosis("golden set", State.FINE, f"{len(cases)} cases")
