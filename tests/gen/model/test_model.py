import asyncio
from collections.abc import Callable

import pytest

from gen.call import Attempt, Call, Outcome, Request
from gen.config import ModelSettings, Price
from gen.errors import SettingsError, StopRun
from gen.model.endpoint import Endpoint
from gen.model.model import Model
from tests.gen import misbehaving as server
from tests.gen.exchange import KEY, PATIENT

MESSAGES = [{"role": "user", "content": "Why is the sky blue? Answer in JSON."}]
SCHEMA = {"name": "s", "schema": {"type": "object", "properties": {"x": {"type": "string", "minLength": 3}}}}
SETTINGS = ModelSettings(temperature=0.5, seed=1)
NO_LIMIT = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."


class Sent:
    """An endpoint that answers at once, and notes what it was asked."""

    def __init__(self, reply: Callable[[Request], Call]) -> None:
        self.reply = reply
        self.requests: list[Request] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, request: Request, price: Price | None = None) -> Call:
        self.requests.append(request)
        await self.gate.wait()
        return self.reply(request)


def good(request: Request) -> Call:
    return Call(request, Outcome.OK, text="Because.")


def refused(request: Request, status: int, said: str) -> Call:
    return Call(request, Outcome.FAILED, response=said, failed_attempts=(Attempt(status, said, 0.1),))


def picky(request: Request) -> Call:
    """A server that takes next to nothing, and says so one thing at a time."""
    for field, said in (
        ("max_tokens", NO_LIMIT),
        ("temperature", "temperature: unsupported"),
        ("seed", "unknown field seed"),
    ):
        if field in request.body:
            return refused(request, 400, said)
    return good(request)


def test_what_is_refused_is_left_out_once_for_all() -> None:
    there = Sent(picky)
    model = Model("m", SETTINGS, there)

    async def go() -> list[Call]:
        return [await model.ask(MESSAGES), await model.ask(MESSAGES, sample=1)]

    calls = asyncio.run(go())
    assert [call.outcome for call in calls] == [Outcome.OK, Outcome.OK]
    assert len(there.requests) == 5
    assert there.requests[-1].body.keys() == {"model", "messages", "max_completion_tokens"}
    assert model.request(MESSAGES).key == calls[0].request.key


def test_many_at_once_learn_together() -> None:
    there = Sent(picky)
    model = Model("m", SETTINGS, there)

    async def go() -> list[Call]:
        return await asyncio.gather(*(model.ask(MESSAGES, sample=n) for n in range(20)))

    assert {call.outcome for call in asyncio.run(go())} == {Outcome.OK}
    assert len(there.requests) <= 20 * 4


def test_a_refusal_that_teaches_nothing_is_the_end() -> None:
    there = Sent(lambda request: refused(request, 400, "the prompt is too long"))
    call = asyncio.run(Model("m", SETTINGS, there).ask(MESSAGES))
    assert call.outcome is Outcome.FAILED
    assert len(there.requests) == 1


@pytest.mark.parametrize(
    "said", [NO_LIMIT, "temperature unsupported", "seed: unsupported", "grammar unsupported", "max_t"]
)
def test_a_server_that_is_never_content_is_left_alone(said: str) -> None:
    there = Sent(lambda request: refused(request, 422, said))
    call = asyncio.run(Model("m", SETTINGS, there).ask(MESSAGES, schema=SCHEMA))
    assert call.outcome is Outcome.FAILED
    assert len(there.requests) <= 5
    assert len({request.key for request in there.requests}) == len(there.requests)


def test_a_lesson_about_what_was_not_sent_is_not_tried() -> None:
    there = Sent(lambda request: refused(request, 400, "seed is not supported"))
    assert asyncio.run(Model("m", ModelSettings(), there).ask(MESSAGES)).outcome is Outcome.FAILED
    assert len(there.requests) == 1


def test_only_a_refusal_teaches() -> None:
    there = Sent(lambda request: refused(request, 500, NO_LIMIT))
    model = Model("m", SETTINGS, there)
    asyncio.run(model.ask(MESSAGES))
    assert model.capabilities.token_limit == "max_tokens"


def test_an_answer_of_the_ledger_is_not_asked_for_again() -> None:
    there = Sent(good)
    earlier = Call(Model("m", SETTINGS, there).request(MESSAGES), Outcome.OK, text="Earlier.")
    ledger = {earlier.request.key: earlier}
    model = Model("m", SETTINGS, there, lookup=lambda request: ledger.get(request.key))

    async def go() -> list[str]:
        return [(await model.ask(MESSAGES, sample=sample)).text for sample in (0, 1)]

    assert asyncio.run(go()) == ["Earlier.", "Because."]
    assert len(there.requests) == 1


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
def test_only_a_good_answer_is_served_from_it(outcome: Outcome) -> None:
    there = Sent(good)
    model = Model("m", SETTINGS, there, lookup=lambda request: Call(request, outcome, text="half"))
    assert asyncio.run(model.ask(MESSAGES)).text == "Because."


def test_a_call_is_written_down_before_anybody_sees_it() -> None:
    events: list[str] = []

    async def record(call: Call, about: str) -> None:
        await asyncio.sleep(0)
        events.append(f"recorded {call.outcome} about {about}")

    async def go() -> None:
        model = Model("m", SETTINGS, Sent(picky), record=record)
        events.append((await model.ask(MESSAGES, about="q1")).text)

    asyncio.run(go())
    assert events == ["recorded failed about q1"] * 3 + ["recorded ok about q1", "Because."]


def test_what_stops_the_run_is_written_down_too() -> None:
    kept: list[Call] = []

    def stop(request: Request) -> Call:
        raise StopRun("no", call=refused(request, 401, "bad key"))

    async def record(call: Call, about: str) -> None:
        kept.append(call)

    with pytest.raises(StopRun):
        asyncio.run(Model("m", SETTINGS, Sent(stop), record=record).ask(MESSAGES))
    assert [call.outcome for call in kept] == [Outcome.FAILED]


async def asked(model: Model, there: Sent, count: int) -> list[asyncio.Task[Call]]:
    """So many asking for the same, all of them waiting."""
    there.gate.clear()
    tasks = [asyncio.create_task(model.ask(MESSAGES)) for _ in range(count)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def test_the_same_question_at_once_is_one_request() -> None:
    there = Sent(good)
    kept: list[Call] = []

    async def record(call: Call, about: str) -> None:
        kept.append(call)

    async def go() -> list[Call]:
        tasks = await asked(Model("m", SETTINGS, there, record=record), there, 10)
        there.gate.set()
        return await asyncio.gather(*tasks)

    calls = asyncio.run(go())
    assert len(there.requests) == 1 == len(kept)
    assert all(call is calls[0] for call in calls)


def test_whoever_waits_outlives_the_one_who_asked() -> None:
    there = Sent(good)

    async def go() -> list[str]:
        first, second, third = await asked(Model("m", SETTINGS, there), there, 3)
        first.cancel()
        third.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        there.gate.set()
        return [(await second).text]

    assert asyncio.run(go()) == ["Because."]
    assert len(there.requests) == 2


def test_what_stops_the_run_stops_all_who_wait() -> None:
    def stop(request: Request) -> Call:
        raise StopRun("no", call=refused(request, 401, "bad key"))

    there = Sent(stop)

    async def go() -> list[Call | BaseException]:
        tasks = await asked(Model("m", SETTINGS, there), there, 3)
        there.gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(end, StopRun) for end in asyncio.run(go()))


def test_extras_that_cannot_be_sent_are_refused_at_once() -> None:
    with pytest.raises(SettingsError, match="`stream`"):
        Model("m", ModelSettings(extra={"stream": True}), Sent(good))


def test_the_whole_way_over_http() -> None:
    async def go() -> tuple[Call, list[server.Received]]:
        deeds = (
            server.errs(503),
            server.errs(400, NO_LIMIT, "invalid_request_error", "unsupported_parameter"),
            server.errs(400, "Invalid schema for response_format 's': 'minLength' is not permitted."),
            server.answers('{"x": "abc"}'),
        )
        settings = ModelSettings(price=Price(input=1, output=1))
        async with server.Misbehaving(deeds) as there, Endpoint(there.url, KEY, PATIENT) as endpoint:
            return await Model("m", settings, endpoint).ask(MESSAGES, schema=SCHEMA, kind="seo"), there.received

    call, received = asyncio.run(go())
    assert (call.outcome, call.text, call.request.kind) == (Outcome.OK, '{"x": "abc"}', "seo")
    assert call.cost is not None
    assert len(received) == 4
    assert received[-1].json == call.request.body
    assert "minLength" not in received[-1].body.decode()
