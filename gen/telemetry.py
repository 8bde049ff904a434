"""Traces and metrics of calls, by OpenTelemetry's conventions for generative AI.

What is sent where, the SDK's own environment variables say (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME` and so
on). What was asked and answered is sent only where the settings say so.

Source: OpenTelemetry semantic conventions, generative AI, client spans and metrics (in development, as of 2026).
"""

import json
from types import TracebackType
from typing import Any, Self

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from gen.call import Call, Outcome
from gen.progress import Counts, Progress

_SCOPE = "answerdesk"
_TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576)
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_NANO = 1_000_000_000


class Telemetry:
    """A run's progress that is told to OpenTelemetry, too. A context manager: what is left is sent at its end.

    Args:
        inner: the progress that a person sees.
        content: send prompts and answers.
        spans, metrics: where to; None: by OTLP over HTTP.
    """

    def __init__(
        self,
        inner: Progress,
        *,
        content: bool = False,
        spans: SpanExporter | None = None,
        metrics: MetricReader | None = None,
    ) -> None:
        self._inner = inner
        self._content = content
        resource = _resource()
        self._traces = TracerProvider(resource=resource)
        self._traces.add_span_processor(BatchSpanProcessor(spans or OTLPSpanExporter()))
        self._meters = MeterProvider([metrics or PeriodicExportingMetricReader(OTLPMetricExporter())], resource)
        self._tracer = self._traces.get_tracer(_SCOPE)
        meter = self._meters.get_meter(_SCOPE)
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage", "{token}", explicit_bucket_boundaries_advisory=_TOKENS
        )
        self._seconds = meter.create_histogram(
            "gen_ai.client.operation.duration", "s", explicit_bucket_boundaries_advisory=_SECONDS
        )

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.__exit__(kind, error, trace)
        self._traces.shutdown()
        self._meters.shutdown()

    def say(self, line: str) -> None:
        """Show one line that stays."""
        self._inner.say(line)

    def tick(self, counts: Counts) -> None:
        """Counts have changed."""
        self._inner.tick(counts)

    def call(self, call: Call) -> None:
        """A call has ended: a span, its duration, its tokens."""
        self._inner.call(call)
        common = _common(call)
        began = round(call.started * _NANO)
        span = self._tracer.start_span(
            f"chat {call.request.model}", kind=SpanKind.CLIENT, attributes=common | self._told(call), start_time=began
        )
        if call.outcome is Outcome.FAILED:
            span.set_status(StatusCode.ERROR, call.error)
        span.end(began + round(call.seconds * _NANO))
        self._seconds.record(call.seconds, common)
        for kind, number in (("input", call.prompt_tokens), ("output", call.completion_tokens)):
            if number is not None:
                self._tokens.record(number, {**common, "gen_ai.token.type": kind})

    def _told(self, call: Call) -> dict[str, Any]:
        """What a span says besides."""
        body = call.request.body
        told: dict[str, Any] = {
            "gen_ai.request.max_tokens": body.get("max_tokens", body.get("max_completion_tokens")),
            "gen_ai.request.temperature": body.get("temperature"),
            "gen_ai.request.top_p": body.get("top_p"),
            "gen_ai.request.seed": body.get("seed"),
            "gen_ai.output.type": "json" if "response_format" in body else "text",
            "gen_ai.response.finish_reasons": [call.finish_reason] if call.finish_reason else None,
            "gen_ai.usage.input_tokens": call.prompt_tokens,
            "gen_ai.usage.output_tokens": call.completion_tokens,
            "gen_ai.usage.cache_read.input_tokens": call.cached_tokens,
            "answerdesk.call.key": call.request.key,
            "answerdesk.call.kind": call.request.kind,
            "answerdesk.call.outcome": str(call.outcome),
            "answerdesk.call.cost": call.cost,
            "answerdesk.call.retries": len(call.failed_attempts),
        }
        if self._content:
            told["gen_ai.input.messages"] = _sayable(json.dumps(body.get("messages"), ensure_ascii=False))
            told["gen_ai.output.messages"] = _sayable(call.text)
        return {name: value for name, value in told.items() if value is not None}


def _resource() -> Resource:
    """What the environment says of this program, and its name where it says none."""
    said = Resource.create()
    unnamed = str(said.attributes.get(SERVICE_NAME, "unknown_service")).startswith("unknown_service")
    return said.merge(Resource({SERVICE_NAME: _SCOPE})) if unnamed else said


def _common(call: Call) -> dict[str, Any]:
    """What spans and metrics share."""
    said = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",  # the conventions' word for whoever speaks this API
        "gen_ai.request.model": call.request.model,
        "gen_ai.response.model": call.model or None,
        "error.type": _error_type(call),
    }
    return {name: _sayable(value) for name, value in said.items() if value is not None}


def _error_type(call: Call) -> str | None:
    if call.outcome is not Outcome.FAILED:
        return None
    status = call.failed_attempts[-1].status if call.failed_attempts else None
    return "_OTHER" if status is None else str(status)


def _sayable(text: str) -> str:
    """Half a surrogate pair has no bytes in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
