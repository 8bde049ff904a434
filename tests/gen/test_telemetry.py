"""What is told of calls: spans, metrics, log lines; by the conventions' names, and without a word of what was said."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from rich.console import Console

from gen.call import Attempt, Call, Outcome, Request
from gen.log import JsonProgress
from gen.progress import Counts, PlainProgress
from gen.telemetry import Telemetry
from tests.gen.desk import make_desk
from tests.gen.misbehaving import Deed, Received, says
from tests.gen.model_server import model_server, well

REQUEST = Request(
    {"model": "gpt-x", "messages": [{"role": "user", "content": "SECRET \ud800"}], "max_tokens": 9, "seed": 1}
)
CALL = Call(
    REQUEST, Outcome.OK, text="HUSH", finish_reason="stop", model="gpt-x-2", prompt_tokens=7, completion_tokens=5,
    cost=0.25, seconds=2.0, started=1000.0,
)  # fmt: skip
FAILED = Call(REQUEST, Outcome.FAILED, error="HTTP 500: no", failed_attempts=(Attempt(500, "no", 0.1),), started=1.0)


def told(*calls: Call, content: bool = False) -> tuple[Any, dict[str, Any]]:
    spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
    inner = PlainProgress(Console(file=io.StringIO()))
    with Telemetry(inner, content=content, spans=spans, metrics=metrics) as telemetry:
        for call in calls:
            telemetry.call(call)
        data = metrics.get_metrics_data()
    assert data is not None
    named = {one.name: one for of in data.resource_metrics for scope in of.scope_metrics for one in scope.metrics}
    return spans.get_finished_spans(), named


def test_a_span_has_the_conventions_names() -> None:
    (span,), _ = told(CALL)
    assert span.name == "chat gpt-x"
    assert span.kind.name == "CLIENT"
    assert (span.start_time, span.end_time) == (1000 * 10**9, 1002 * 10**9)
    assert dict(span.attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-x",
        "gen_ai.response.model": "gpt-x-2",
        "gen_ai.request.max_tokens": 9,
        "gen_ai.request.seed": 1,
        "gen_ai.output.type": "text",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 5,
        "answerdesk.call.key": REQUEST.key,
        "answerdesk.call.kind": "answer",
        "answerdesk.call.outcome": "ok",
        "answerdesk.call.cost": 0.25,
        "answerdesk.call.retries": 0,
    }
    assert span.resource.attributes["service.name"] == "answerdesk"


def test_a_failure_is_an_error() -> None:
    (span,), _ = told(FAILED)
    assert span.status.status_code.name == "ERROR"
    assert span.attributes["error.type"] == "500"


def test_metrics() -> None:
    _, named = told(CALL, CALL, FAILED)
    tokens = {
        point.attributes["gen_ai.token.type"]: point for point in named["gen_ai.client.token.usage"].data.data_points
    }
    assert (tokens["input"].sum, tokens["input"].count, tokens["output"].sum) == (14, 2, 10)
    assert named["gen_ai.client.token.usage"].unit == "{token}"
    assert sum(point.count for point in named["gen_ai.client.operation.duration"].data.data_points) == 3


def test_what_was_said_is_told_only_where_it_is_asked_for() -> None:
    (span,), _ = told(CALL)
    assert "SECRET" not in span.to_json()
    assert "HUSH" not in span.to_json()
    (span,), _ = told(CALL, content=True)
    assert "SECRET" in span.attributes["gen_ai.input.messages"]
    assert span.attributes["gen_ai.output.messages"] == "HUSH"


def test_log_lines_are_json_and_hold_nothing_that_was_said() -> None:
    out = io.StringIO()
    with JsonProgress(out, every=0) as log:
        log.say("a line\nor two")
        log.call(CALL)
        log.tick(Counts(drafted=3))
    message, call, counts = [json.loads(line) for line in out.getvalue().splitlines()]
    assert message["message"] == "a line\nor two"
    assert (call["event"], call["model"], call["cost"], call["seconds"]) == ("call", "gpt-x", 0.25, 2.0)
    assert counts["drafted"] == 3
    assert "SECRET" not in out.getvalue()
    assert "HUSH" not in out.getvalue()


def test_a_run_sends_them_over_http(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(request: Received) -> Deed:
        return says(200, {}) if request.path.startswith("/v1/traces") or "metrics" in request.path else well(request)

    with model_server(both) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.url.removesuffix("/v1"))
        settings = f"model: m\nmodels: {{m: {{base_url: '{server.url}'}}}}\ntelemetry: {{enabled: true}}\n"
        desk = make_desk(tmp_path, capsys, settings)
        said = desk.run("generate", desk.items([1]), "--log", "json")
        assert said.status == 0, said.err
        paths = {request.path for request in server.received}
        traces = b"".join(request.body for request in server.received if request.path == "/v1/traces")
    assert {"/v1/traces", "/v1/metrics"} <= paths
    events = [json.loads(line)["event"] for line in said.err.splitlines() if line.startswith("{")]
    assert events.count("call") == 2
    assert b"sk-test" not in traces
