"""`answerdesk.yaml`: what a workspace is set to. Small frozen value objects with named defaults."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from gen.errors import SettingsError
from gen.mistakes import Misplaced, Mistake, SettingsSource, offer, unplaced
from gen.site.profile import SiteProfile

EMBEDDED, EMBEDDED_MODEL = "embedded", "smollm2-135m-instruct"
# Measured on seven labelled sets; a judge of 1.5 billion parameters and more is another matter.
NO_JUDGE = (
    "the embedded model cannot judge: asked whether a passage supports a sentence it does no better than chance "
    "(AUROC 0.51 to 0.60), and flags 94 to 100 % of everything"
)
NAME_ANOTHER = "Name a larger model, with its endpoint and price in `models`."


class Setting(BaseModel):
    """Base of all settings: frozen, an unknown key is an error, and what stands below a field documents it.

    Pydantic would read that out of the source whenever this is imported, which takes half of the import's time:
    `docs/reference.py` does, when it writes docs/settings.md.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rate(Setting):
    """US dollars per million tokens."""

    input: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Of the prompt."""
    output: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Of the answer."""
    cached_input: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Of the part of the prompt that the server had cached; unset: as `input`."""
    cache_write: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Of the part of the prompt that the server put into its cache; unset: as `input`."""


class Price(Rate):
    """What a model costs, in US dollars per million tokens."""

    batch: Rate | None = None
    """Through the Batch API; unset: as online."""
    flex: Rate | None = None
    """Where the answer says `service_tier: flex`; unset: as without."""
    priority: Rate | None = None
    """Where it says `priority` or `fast`; unset: unknown, since it is dearer."""
    longest_prompt: Annotated[int, Field(ge=1)] | None = None
    """Tokens of the longest prompt for which all of this holds; what a longer one costs is unknown. Unset: any."""

    @property
    def in_batches(self) -> "Price":
        """What it costs through the Batch API."""
        rate = self.batch or self
        return Price.model_validate(rate.model_dump(include=set(Rate.model_fields)))


class Capabilities(Setting):
    """Where servers differ. Unset: by the model's name, and corrected by the server's first 400."""

    token_limit: Literal["max_tokens", "max_completion_tokens"] | None = None
    """The parameter that bounds an answer's length."""
    sampling: bool | None = None
    """Does it take `temperature` and `top_p`? Reasoning models do not."""
    json_schema: bool | None = None
    """Does it take `response_format: json_schema`?"""
    schema_bounds: bool | None = None
    """... with `minLength`, `maxLength`, `minItems`, `maxItems` in it?"""
    json_object: bool | None = None
    """Where it takes no schema: does it take `response_format: json_object`?"""
    seed: bool | None = None
    """Does it take `seed`?"""


class ModelSettings(Setting):
    """One model, under the name that the endpoint knows it by."""

    base_url: str | None = None
    """The endpoint; `embedded` for the model inside the package; unset: `OPENAI_BASE_URL`, else OpenAI's own."""
    api_key_env: str = "OPENAI_API_KEY"
    """The environment variable that holds the key. The key itself never stands in a file."""
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    """Bound of an answer, in tokens. An answer that reaches it is cut, and makes no draft."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """Sampling temperature; unset: the server's own."""
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    """Nucleus sampling; unset: the server's own."""
    seed: int | None = None
    """Sampling seed; sample number k of a question uses seed + k."""
    extra: dict[str, Any] = {}
    """Further body parameters, handed on as they are."""
    template: str = ""
    """The answer template for this model, a name in `prompts/answer/`; unset: the subject's, else the general one."""
    capabilities: Capabilities = Capabilities()
    """Where this server differs."""
    requests_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Requests a minute, of all runs on the ledger together; unset: as many as the server takes."""
    tokens_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Tokens a minute, of prompts and answers; unset: as many as the server takes."""
    price: Price | None = None
    """What it costs; unset: as in the shipped table ([money.md](money.md)), else unknown, which is not zero."""


_UNNAMED = ModelSettings()  # made once: it is asked for with every question


class RetrySettings(Setting):
    """When to stop asking again."""

    attempts: Annotated[int, Field(ge=1)] = 6
    """Tries at one request, the first included."""
    total_seconds: Annotated[float, Field(gt=0)] = 300.0
    """No try begins later than this many seconds after the first."""
    first_wait: Annotated[float, Field(ge=0)] = 0.5
    """Seconds before the second try, at most (the wait is drawn at random below it); doubled for each further try."""
    longest_wait: Annotated[float, Field(ge=0)] = 30.0
    """Seconds between two tries, at most; what the server asks for in `Retry-After` is obeyed beyond it."""


class RunSettings(Setting):
    """How a run goes about it."""

    concurrency: Annotated[int, Field(ge=1, le=4096)] = 8
    """Requests in flight at once."""
    connect_timeout: Annotated[float, Field(gt=0)] = 10.0
    """Seconds to wait for a connection."""
    read_timeout: Annotated[float, Field(gt=0)] = 120.0
    """Seconds to wait for an answer. A try that ends so may have been paid for all the same."""
    retry: RetrySettings = RetrySettings()
    """When to stop asking again."""
    give_up_after: Annotated[int, Field(ge=1)] = 20
    """The run stops when so many questions in a row got no answer at all: the endpoint is gone."""
    max_cost: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """US dollars that one run may cost, see [money.md](money.md); unset: no limit."""
    candidates: Annotated[int, Field(ge=1, le=16)] = 1
    """Drafts that are made of each question; the best by score is kept, see [gates.md](gates.md)."""
    gate: tuple[str, ...] = ()
    """Findings with which a draft is asked for again, see [gates.md](gates.md): `gates`, checks, severities by name."""
    gate_tries: Annotated[int, Field(ge=0, le=16)] = 2
    """How often, before the best so far stands with its findings."""


class BatchSettings(Setting):
    """How `generate --engine batch` goes about it."""

    poll: Annotated[float, Field(gt=0)] = 60.0
    """Seconds between two looks at the batches under way."""
    lines: Annotated[int, Field(ge=1)] = 50_000
    """Requests in a batch, at most. OpenAI takes 50,000."""
    megabytes: Annotated[float, Field(gt=0)] = 200.0
    """Megabytes (millions of bytes) of a batch's file, at most. OpenAI takes 200."""
    window: str = "24h"
    """The time within which the server promises answers, in its own words; OpenAI knows `24h` alone."""
    attempts: Annotated[int, Field(ge=1)] = 3
    """In how many batches a request is sent that comes back without an answer, before its row has failed."""
    finish_online: Annotated[int, Field(ge=0)] = 0
    """When no more than so many requests are left to send, they are asked at once, at the full price; 0: never."""


class SeoSettings(Setting):
    """Bounds of the SEO fields, both ends included."""

    description: tuple[int, int] = (121, 156)
    """Characters of the description as searchers see it: the site's prefix counts."""
    keywords: tuple[int, int] = (9, 17)
    """Number of keywords."""
    tries: Annotated[int, Field(ge=1)] = 3
    """How often the model is asked for them, with what was wrong, before the best so far stands with its findings."""


class Paths(Setting):
    """Where things are, relative to the workspace."""

    prompts: str = "prompts"
    """The templates."""
    drafts: str = "drafts"
    """The tray: drafts that wait for a verdict."""
    content: str = "content"
    """The content tree: accepted pages."""
    sources: str = "sources"
    """The references: Markdown, text, HTML, PDF that drafts are held against."""
    golden: str = "evals/golden"
    """The golden set, and the cassettes recorded of it."""


class SourceSettings(Setting):
    """The references in `paths.sources`."""

    embeddings: bool = True
    """Look for passages by embeddings, too, where the extra `embeddings` is installed; False: by their words alone."""
    in_prompt: bool = False
    """Put the passages that are nearest to a question into its prompt, so that the answer is made from them."""
    passages: Annotated[int, Field(ge=1, le=50)] = 8
    """How many of them."""
    heading: str = "References"
    """The heading of the list that the answer's marks, `[1]`, lead to."""


class CheckSettings(Setting):
    """What the settings say of one check."""

    enabled: bool | None = None
    """Is it run? Unset: as the check says itself; nearly all of them are."""
    severity: Literal["error", "warning", "note"] | None = None
    """Severity of its findings; unset: as the check says itself."""
    options: dict[str, Any] = {}
    """Its thresholds, by name: docs/checks.md lists them."""
    waivable: bool | None = None
    """May a page's own front matter wave its findings through? Unset: yes."""

    def over(self, base: "CheckSettings") -> "CheckSettings":
        """What these say, and where they say nothing, what `base` says: each key and each option by itself."""
        said = {name: getattr(self, name) for name in self.model_fields_set if getattr(self, name) is not None}
        return base.model_copy(update={**said, "options": {**base.options, **self.options}})


class SubjectSettings(Setting):
    """What is different for the pages of one subject, by any of the spellings that the site knows."""

    checks: dict[str, CheckSettings] = {}
    """Checks by id; what is not said here is as in `checks` for all pages."""
    accepts: Annotated[int, Field(ge=1, le=9)] = 1
    """How many different people have to accept a page before it is published."""
    role: str = ""
    """The role that one of them must have (settings: `review.roles`); unset: any will do."""


class ReviewSettings(Setting):
    """The review."""

    reasons: dict[str, str] = {}
    """Further reasons for rejecting: a name, and what it means."""
    reviewer: str = ""
    """Who gives verdicts where `--as` does not say; unset: git's `user.name` and `user.email`, else the system's."""
    roles: dict[str, str | tuple[str, ...]] = {}
    """What people are here, by name or e-mail address: `jane@example.org: medical editor`, or a list of roles. It is
    kept with verdicts."""
    passwords: str = "passwords.yaml"
    """The file with the hashes of the team's passwords, relative to the workspace; `answerdesk password` writes it."""
    must_settle: tuple[str, ...] = ()
    """Checks whose findings have to be settled before a page is accepted, besides errors and flags of facts."""


class JudgeSettings(Setting):
    """A model that reads each sentence of an answer beside passages of the sources, and says how the two differ."""

    model: str = ""
    """Who judges: one of `models`, never the embedded one; unset: nobody."""
    in_generate: bool = False
    """Are drafts judged as they are made? Else when `answerdesk judge` is called."""
    max_cost: Annotated[float, Field(gt=0)] | None = None
    """US dollars that one command may spend on judging; what is left then is not checked. Unset: no limit."""
    passages: Annotated[int, Field(ge=1, le=20)] = 3
    """Passages that a sentence is read beside, the best first."""
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    """How often a sentence is asked about when what came back cannot be read."""


class FactsSettings(Setting):
    """What answers are held against. What comes of it orders a reviewer's work, and decides nothing."""

    samples: Annotated[int, Field(ge=0, le=20)] = 0
    """Further answers to each question, held against the first one: what a model invents differs from sample to sample.
    Each costs as much as the answer. Three are enough."""
    judge: JudgeSettings = JudgeSettings()
    """The judge."""

    @property
    def in_generate(self) -> bool:
        """Whether a run asks for more than answers."""
        return self.samples > 0 or self.judge.in_generate


class TelemetrySettings(Setting):
    """Traces and metrics of calls by OpenTelemetry (extra `otel`); where to, its own environment variables say."""

    enabled: bool = False
    """Send them?"""
    content: bool = False
    """Send prompts and answers with the traces, too?"""


class Settings(Setting):
    """All of `answerdesk.yaml`."""

    model: str = EMBEDDED_MODEL
    """The model to ask: one of `models`, or any name that the endpoint knows."""
    models: dict[str, ModelSettings] = {}
    """Models by name."""
    run: RunSettings = RunSettings()
    """How a run goes about it."""
    batch: BatchSettings = BatchSettings()
    """How `generate --engine batch` goes about it."""
    seo: SeoSettings = SeoSettings()
    """Bounds of the SEO fields."""
    paths: Paths = Paths()
    """Where things are."""
    sources: SourceSettings = SourceSettings()
    """The references."""
    ledger: str = "sqlite:///ledger.sqlite"
    """The ledger's database: an SQLite file, relative to the workspace, or `postgresql+psycopg://user@host/database`."""
    site: SiteProfile = SiteProfile()
    """The site profile: what pages of this site look like."""
    checks: dict[str, CheckSettings] = {}
    """Checks by id, for all pages."""
    subjects: dict[str, SubjectSettings] = {}
    """What is different for a subject, by its name."""
    gates: dict[str, tuple[str, ...]] = {}
    """Sets of checks by a name of yours, for `run.gate`: checks by id, and severities."""
    review: ReviewSettings = ReviewSettings()
    """The review."""
    facts: FactsSettings = FactsSettings()
    """What answers are held against."""
    telemetry: TelemetrySettings = TelemetrySettings()
    """Traces and metrics."""

    _source: SettingsSource | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _subjects_are_the_sites(self) -> Self:
        mistakes, seen = [], dict[str, str]()
        for name in self.subjects:
            known = self.site.subject_name(name)
            if known is None:
                close = offer(name, list(self.site.subjects))
                mistakes.append(Mistake(f"the site has no subject `{name}`{close}", ("subjects", name), at_key=True))
                continue
            first = seen.setdefault(self.site.slug(known), name)
            if first != name:
                said = f"`{name}` is the same subject as `{first}` above"
                mistakes.append(Mistake(said, ("subjects", name), at_key=True))
        if mistakes:
            raise Misplaced(mistakes)
        return self

    @model_validator(mode="after")
    def _the_judge_can_judge(self) -> Self:
        judge, keys = self.facts.judge, ("facts", "judge", "model")
        if not judge.model:
            if judge.in_generate:
                said = "nobody is named who judges: set `model` beside it"
                raise Misplaced([Mistake(said, ("facts", "judge", "in_generate"))])
            return self
        known = self.models.get(judge.model)
        if judge.model == EMBEDDED_MODEL or (known is not None and known.base_url == EMBEDDED):
            raise Misplaced([Mistake(f"{NO_JUDGE}. {NAME_ANOTHER}", keys)])
        if known is None:
            close = offer(judge.model, [name for name, each in self.models.items() if each.base_url != EMBEDDED])
            raise Misplaced([Mistake(f"there is no model `{judge.model}` in `models`{close}", keys)])
        return self

    def read_from(self, source: SettingsSource) -> Self:
        """The same settings, knowing the file that says them."""
        known = self.model_copy()
        known._source = source
        return known

    def error(self, mistakes: Sequence[Mistake]) -> SettingsError:
        """Mistakes that only a room further up can see, as an error at their places in the file."""
        return self._source.error(mistakes) if self._source else unplaced(mistakes)

    def model_settings(self, name: str) -> ModelSettings:
        """What the settings say of a model; the defaults for one they do not name."""
        return self.models.get(name, _UNNAMED)
