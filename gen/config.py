"""`answerdesk.yaml`: what a workspace is set to. Small frozen value objects with named defaults."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gen.profile import SiteProfile


class Setting(BaseModel):
    """Base of all settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(Setting):
    """US dollars per million tokens."""

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]
    cached_input: Annotated[float, Field(ge=0)] | None = None  # None: as `input`


class Capabilities(Setting):
    """Where servers differ. None means: by the model's name, and corrected by the server's first 400."""

    token_limit: Literal["max_tokens", "max_completion_tokens"] | None = None
    sampling: bool | None = None  # does it take temperature and top_p
    json_schema: bool | None = None  # does it take response_format json_schema
    schema_bounds: bool | None = None  # ... with minLength, maxLength, minItems, maxItems
    seed: bool | None = None


class ModelSettings(Setting):
    """One model, as the settings name it.

    Attributes:
        base_url: the endpoint, `embedded` for the model inside the package; None for `OPENAI_BASE_URL`.
        api_key_env: the environment variable that holds the key. The key itself never stands in a file.
        max_tokens: bound of an answer.
        extra: further body parameters, handed on as they are.
        price: None means unknown, which is not zero.
    """

    base_url: str | None = None
    api_key_env: str = "OPENAI_API_KEY"
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    seed: int | None = None
    extra: dict[str, Any] = {}
    capabilities: Capabilities = Capabilities()
    price: Price | None = None


class RetrySettings(Setting):
    """When to stop asking again. Seconds."""

    attempts: Annotated[int, Field(ge=1)] = 6
    total_seconds: Annotated[float, Field(gt=0)] = 300.0
    first_wait: Annotated[float, Field(ge=0)] = 0.5
    longest_wait: Annotated[float, Field(ge=0)] = 30.0


class RunSettings(Setting):
    """How a run goes about it. Seconds."""

    concurrency: Annotated[int, Field(ge=1, le=4096)] = 8
    connect_timeout: Annotated[float, Field(gt=0)] = 10.0
    read_timeout: Annotated[float, Field(gt=0)] = 120.0
    retry: RetrySettings = RetrySettings()
    give_up_after: Annotated[int, Field(ge=1)] = 20  # rows in a row that fail for want of the endpoint


class SeoSettings(Setting):
    """Bounds of the SEO fields. Description in characters as searchers see it: the profile's prefix counts."""

    description: tuple[int, int] = (121, 156)
    keywords: tuple[int, int] = (9, 17)
    tries: Annotated[int, Field(ge=1)] = 3


class Paths(Setting):
    """Where things are, relative to the workspace."""

    prompts: str = "prompts"
    drafts: str = "drafts"
    content: str = "content"


class CheckSettings(Setting):
    """What the settings say of one check; None: as the check says itself."""

    enabled: bool = True
    severity: Literal["error", "warning", "note"] | None = None
    options: dict[str, Any] = {}


class ReviewSettings(Setting):
    """The review. `reasons` are added to the fixed list: name and what it means."""

    reasons: dict[str, str] = {}


class Settings(Setting):
    """All of `answerdesk.yaml`."""

    model: str = "smollm2-135m-instruct"
    models: dict[str, ModelSettings] = {}
    run: RunSettings = RunSettings()
    seo: SeoSettings = SeoSettings()
    paths: Paths = Paths()
    ledger: str = "sqlite:///ledger.sqlite"  # an SQLAlchemy URL; a relative SQLite path is relative to the workspace
    site: SiteProfile = SiteProfile()
    checks: dict[str, CheckSettings] = {}
    review: ReviewSettings = ReviewSettings()

    def model_settings(self, name: str) -> ModelSettings:
        """What the settings say of a model; the defaults for one they do not name."""
        return self.models.get(name, ModelSettings())
