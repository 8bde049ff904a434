"""The rooms import each other in one direction only, said by the imports themselves."""

import ast
import graphlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from answerdesk import COMMANDS

ROOT = Path(__file__).parent.parent
FORBIDDEN = {"gen": {"answerdesk", "evals", "review"}, "evals": {"answerdesk", "review"}, "review": {"answerdesk"}}
OURS = {"answerdesk", *FORBIDDEN}
SLOW_TO_IMPORT = {
    "aiohttp",
    "alembic",
    "jinja2",
    "openai",
    "openpyxl",
    "py_mini_racer",
    "pydantic",
    "rich",
    "sqlalchemy",
    "yaml",
}

# `module: imported name` of imports inside functions, each with its reason.
LATE_IMPORTS = {
    # A tenth of a second, for what is needed once in a ledger's life.
    "gen.ledger.upgrade: alembic",
    "gen.ledger.upgrade: alembic.config",
    # Of the optional extra `embeddings`, and half a second of their own.
    "gen.sources.embedding: gen.sources.minilm",
    "gen.sources.sources: gen.sources.near",
    # Of the optional extra `parquet`.
    "gen.ledger.archive: pyarrow",
    # The client library takes half a second and a third of the memory, and a run over a finished list sends nothing.
    "gen.model.endpoint: gen.model.client",
    "gen.batch.engine: gen.batch.by_hand",
    "gen.batch.engine: gen.batch.rounds",
    "gen.batch.engine: gen.batch.services",
    # A sixth of a second, and most folders hold no PDF, or none that has changed.
    "gen.sources.reading: gen.sources.pdf",
    # V8 takes a tenth of a second, and six pages of seven do not need it.
    "evals.pipeline.renderer: evals.pipeline.isolate",
    # Ray is for clusters: optional, and seconds to import.
    "gen.commands.generate: gen.fleet.fleet",
    "evals.commands.check: evals.running.fleet",
}
# Besides commands, which are part of the front door.
READ_THE_ENVIRONMENT = {
    "answerdesk",
    "gen.config",
    "gen.model.embedded",  # hands it on to its child process
    "gen.fleet.worker",  # on a machine of its own: keys do not travel
}


@dataclass(frozen=True)
class Import:
    module: str  # where it stands
    target: str  # dotted name
    late: bool  # inside a function

    @property
    def top(self) -> str:
        return self.target.partition(".")[0]


def _files() -> dict[str, Path]:
    files = [ROOT / "answerdesk.py", *(file for room in FORBIDDEN for file in sorted((ROOT / room).rglob("*.py")))]
    return {_dotted(file): file for file in files}


def _dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = _files()
TREES = {module: ast.parse(file.read_text("utf-8")) for module, file in FILES.items()}


def _imports(module: str, node: ast.AST, late: bool = False) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(module, alias.name, late) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{FILES[module]}:{child.lineno}: imports are absolute here"
            for alias in child.names:
                name = f"{child.module}.{alias.name}"
                yield Import(module, name if name in FILES else str(child.module), late)
        else:
            yield from _imports(module, child, late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


IMPORTS = [found for module, tree in TREES.items() for found in _imports(module, tree)]


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    up = [found for found in IMPORTS if found.module.partition(".")[0] == room and found.top in FORBIDDEN[room]]
    assert not up


def test_no_module_is_part_of_a_cycle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in FILES}
    for found in IMPORTS:
        if found.target in FILES:
            graph[found.module].add(found.target)
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names it


def test_imports_stand_at_the_top() -> None:
    assert {f"{found.module}: {found.target}" for found in IMPORTS if found.late} == LATE_IMPORTS


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    declared = {requirement.partition(">=")[0].partition("[")[0].lower() for requirement in requirements}
    declared |= {"aiohttp", "httpx2", "pydantic-core"}  # openai[aiohttp] and pydantic are made of them
    distributions = packages_distributions()
    foreign = {found.top for found in IMPORTS} - OURS - sys.stdlib_module_names
    assert {
        name
        for name in foreign
        if not declared & {each.lower().replace("_", "-") for each in distributions.get(name, [name])}
    } == set()


def loaded_by(*modules: str) -> set[str]:
    code = f"import {', '.join(modules)}, sys; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return set(said.split())


def test_the_front_door_loads_nothing_slow() -> None:
    assert SLOW_TO_IMPORT.isdisjoint(loaded_by("answerdesk"))


def test_the_embedded_models_server_starts_light() -> None:
    """A process of its own, started by every run: what it imports is waited for."""
    assert SLOW_TO_IMPORT.isdisjoint(loaded_by("gen.model.embedded_server"))


def test_a_process_that_scores_loads_the_checks_alone() -> None:
    """It loads again what the main process has loaded, and takes the memory of it."""
    loaded = loaded_by("answerdesk", "gen.scoring", "evals.scorer")
    assert (SLOW_TO_IMPORT - {"pydantic", "yaml"}).isdisjoint(loaded)
    assert loaded.isdisjoint({"gen.ledger", "gen.questions.read", "gen.run", "tenacity"})


def test_the_client_is_loaded_by_what_sends_something() -> None:
    """It is half a second and a third of the memory. All in one process: what one of them loads is seen there, too."""
    commands = ("generate", "plan", "prompt", "check", "review", "list", "status", "accept")
    loaded = loaded_by("answerdesk", *(COMMANDS[name][0] for name in commands))
    assert loaded.isdisjoint({"openai", "aiohttp", "httpx2", "alembic"})


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "environb", "getenv"}
        and ".commands." not in module
    }
    assert {module for module in readers if ".commands." not in module} <= READ_THE_ENVIRONMENT
