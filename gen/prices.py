"""What a model costs: the settings' word, else a table of common models that is shipped with its date."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from gen.config import ModelSettings, Price

OPENAI = "https://api.openai.com/v1"  # where requests go that are told nothing else
# Providers change a price every few months; a table that is older is more likely wrong than right for new models.
OLD_DAYS = 90

_FILE = Path(__file__).with_name("prices.yaml")


@dataclass(frozen=True, slots=True)
class KnownPrice:
    """What is known of a model's price.

    Attributes:
        price: None where it is unknown, which is not zero.
        checked: the day on which the table's prices were read; None where the settings say the price, or nothing does.
    """

    price: Price | None = None
    checked: datetime.date | None = None

    def as_dict(self) -> dict[str, object]:
        """As JSON takes it."""
        said = None if self.price is None else self.price.model_dump(exclude_none=True)
        return {"dollars": said, "checked": self.checked and self.checked.isoformat()}

    def remark(self, today: datetime.date) -> str:
        """What a person should know before they trust it, `""` for nothing."""
        if self.checked is None:
            return ""
        said = f"price of {self.checked.isoformat()}, from the table that answerdesk is shipped with"
        if (today - self.checked).days <= OLD_DAYS:
            return said
        return f"{said}; it is {(today - self.checked).days} days old: look it up, and say `price` in the settings"


def known_price(model: str, settings: ModelSettings, base_url: str | None) -> KnownPrice:
    """What a model costs where it is asked.

    Args:
        model: the model's name as the server knows it.
        settings: what the settings say of it; their price goes before the table's.
        base_url: the endpoint; None for OpenAI's own. The same name costs something else on another host.
    """
    if settings.price is not None:
        return KnownPrice(settings.price)
    table = _table()
    price = table.hosts.get(_host(base_url), {}).get(model)
    return KnownPrice() if price is None else KnownPrice(price, table.checked)


def endpoint_url(settings: ModelSettings, environment: Mapping[str, str], asked: str | None = None) -> str | None:
    """Where a model is asked: what was asked for, the settings' word, `OPENAI_BASE_URL`; None for OpenAI's own."""
    return asked or settings.base_url or environment.get("OPENAI_BASE_URL") or None


@dataclass(frozen=True, slots=True)
class _Table:
    checked: datetime.date
    hosts: Mapping[str, Mapping[str, Price]]


@cache
def _table() -> _Table:
    said = yaml.load(_FILE.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506, a safe one
    hosts = {
        host: {name: Price.model_validate(price) for name, price in models.items()}
        for host, models in said["hosts"].items()
    }
    return _Table(said["checked"], hosts)


def _host(base_url: str | None) -> str:
    try:
        return urlsplit(base_url or OPENAI).hostname or ""
    except ValueError:  # the endpoint says what is wrong with it
        return ""
