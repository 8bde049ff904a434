"""The models of a run: each made, and its endpoint opened, when a question first asks for it."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gen.config import EMBEDDED, NAME_ANOTHER, NO_JUDGE, ModelSettings, Price, RunSettings, Settings
from gen.errors import SettingsError
from gen.model import embedded
from gen.model.endpoint import Endpoint
from gen.model.limits import Allowance
from gen.model.model import Hold, Lookup, Model, Record
from gen.model.retry import OnRetry
from gen.model.tab import Paid, Purse
from gen.model.turns import Paced, Turns
from gen.prices import endpoint_url, known_price

if TYPE_CHECKING:
    import httpx2

_Place = tuple[str | None, str]  # of an endpoint: its URL, None for OpenAI's own, and the key


class Models:
    """An async context manager; leaving it closes connections, and ends the embedded model's server.

    Args:
        settings: the workspace's.
        environment: where keys and `OPENAI_BASE_URL` are.
        model: the model of questions that name none; None: the settings'.
        base_url: the endpoint of all of them; None: as the settings say, else `OPENAI_BASE_URL`, else OpenAI's own.
        run: timeouts, retries and concurrency.
        purse: what pays for all of them; None for no limit.
        transport: makes what carries an endpoint's requests, of its key; None: the client's own connections do.
    """

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        model: str | None = None,
        base_url: str | None = None,
        run: RunSettings,
        purse: Purse | None = None,
        transport: "Callable[[str], httpx2.AsyncBaseTransport] | None" = None,
    ) -> None:
        self._settings = settings
        self._environment = environment
        self._model = model or settings.model
        self._base_url = base_url
        self._run = run
        self._purse = purse
        self._transport = transport
        self._models: dict[str, Model] = {}
        self._endpoints: dict[_Place, Endpoint] = {}
        self._turns: dict[str, tuple[str, Turns]] = {}
        self._open = AsyncExitStack()
        self._lookup: Lookup | None = None
        self._record: Record | None = None
        self._on_retry: OnRetry | None = None
        self._before_send: Callable[[], None] | None = None
        self._hold: Hold | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def attach(self, *, lookup: Lookup, record: Record, on_retry: OnRetry, before_send: Callable[[], None]) -> None:
        """Say where models look answers up, write calls down, report retries, and ask before they send anything.

        To be called before the first `get`.
        """
        self._lookup, self._record, self._on_retry, self._before_send = lookup, record, on_retry, before_send

    def hold(self, hold: Hold) -> None:
        """Say what is asked before a request is sent, see `Model`. To be called before the first `get`."""
        self._hold = hold

    def name(self, asked: str = "") -> str:
        """The model that a question gets which asks for this one, `""` for none in particular."""
        return asked or self._model

    async def get(self, asked: str = "") -> Model:
        """The model of this name, `""` for the run's own.

        Raises:
            SettingsError: there is no key for its endpoint, its settings cannot be used, or there is a cost limit and
                its price is not known.
            UsageError: the embedded model is not installed.
            ModelError: ... or does not start.
        """
        name = self.name(asked)
        if name not in self._models:
            self._models[name] = await self._made(name, self._base_url, self._purse, self._hold)
        return self._models[name]

    def price(self, name: str) -> Price | None:
        """What a model costs; None where that is not known.

        Raises:
            SettingsError: it is not known, and there is a cost limit.
        """
        settings = self._settings.model_settings(name)
        return _price(name, settings, self._place(settings, self._base_url)[0], self._purse)

    async def judge(self, purse: Callable[[Purse | None], Purse | None]) -> Model:
        """The model that judges (settings: `facts.judge.model`), at its own endpoint where the settings give it one.

        It is asked at once, also where a run's other requests go into a batch.

        Args:
            purse: what pays for it, made of what pays for all others.

        Raises:
            SettingsError: as `get`; or it would be the embedded model.
        """
        name = self._settings.facts.judge.model
        settings = self._settings.model_settings(name)
        asked = settings.base_url or self._base_url
        if endpoint_url(settings, self._environment, asked) == EMBEDDED:
            raise SettingsError(NO_JUDGE, where=f"models.{name}", hint=NAME_ANOTHER)
        return await self._made(name, asked, purse(self._purse), None)

    async def _made(self, name: str, asked: str | None, purse: Purse | None, hold: Hold | None) -> Model:
        said = self._settings.model_settings(name)
        place = self._place(said, asked)
        settings = said.model_copy(update={"price": _price(name, said, place[0], purse)})
        endpoint = await self._endpoint(name, settings, place)
        allowance = Allowance(settings.requests_per_minute, settings.tokens_per_minute)
        self._turns[_scope(name, place)] = (name, endpoint.turns(name, allowance))
        sender = endpoint if purse is None else Paid(endpoint, purse)
        return Model(name, settings, sender, lookup=self._lookup, record=self._record, hold=hold)

    def divide(self, runs: Mapping[str, int]) -> None:
        """So many runs draw on the limits of each scope, this one among them."""
        for scope, number in runs.items():
            if scope in self._turns:
                self._turns[scope][1].divide(number)

    @property
    def scopes(self) -> tuple[str, ...]:
        """What limits are shared by: a hash of endpoint, key and model for each that was asked for."""
        return tuple(self._turns)

    @property
    def paced(self) -> dict[str, Paced]:
        """How the limits stand, by model."""
        return {name: turns.paced for name, turns in self._turns.values()}

    def hurry(self) -> None:
        """The run stops: whoever waits for a turn gets it, and is told so before anything is sent."""
        for endpoint in self._endpoints.values():
            endpoint.hurry()

    def address(self, name: str) -> tuple[str | None, str]:
        """Where a model is, and the key for it: the base URL, None for OpenAI's own; `""` where there is no key."""
        return self._place(self._settings.model_settings(name), self._base_url)

    def _place(self, settings: ModelSettings, asked: str | None) -> _Place:
        return endpoint_url(settings, self._environment, asked), self._environment.get(settings.api_key_env, "")

    async def _endpoint(self, name: str, settings: ModelSettings, place: _Place) -> Endpoint:
        base_url, key = place
        if base_url is None and not key:
            raise SettingsError(
                f"no key for the model {name!r}",
                hint=f"Set {settings.api_key_env} in the environment, or name an endpoint that wants none "
                f"(`models: {name}: base_url`, --base-url or OPENAI_BASE_URL).",
            )
        if place not in self._endpoints:
            address = self._open.enter_context(embedded.start()) if base_url == EMBEDDED else base_url
            carried = self._transport(key) if self._transport else None
            told = self._on_retry, self._before_send
            endpoint = Endpoint(address, key, self._run, *told, transport=carried)
            self._endpoints[place] = await self._open.enter_async_context(endpoint)
        return self._endpoints[place]


def _scope(name: str, place: _Place) -> str:
    base_url, key = place
    return hashlib.sha256("\0".join((base_url or "", key, name)).encode("utf-8", "replace")).hexdigest()


def _price(name: str, settings: ModelSettings, base_url: str | None, purse: Purse | None) -> Price | None:
    price = known_price(name, settings, base_url).price
    if price is None and purse is not None:
        raise SettingsError(
            f"nobody knows what the model {name!r} costs, and there is a cost limit",
            hint=f"Say its price in the settings (`models: {name}: price`); a model that costs nothing has "
            "`price: {input: 0, output: 0}`.",
        )
    return price
