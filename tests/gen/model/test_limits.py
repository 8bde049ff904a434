"""When requests may go, by a simulated clock and server: no test here waits."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.model.limits import UNBOUNDED, Allowance, Limits
from gen.model.rate_headers import UNKNOWN, Quota, Quotas
from gen.model.window import Window
from tests.gen.model.simulated import Server, Simulation, most_in_a_minute


def limits(most: int = 64, requests: float | None = None, tokens: float | None = None) -> Limits:
    return Limits(most, Allowance(requests, tokens), 0.0)


@settings(max_examples=30)
@given(st.integers(1, 100), st.integers(1, 300), st.floats(0.05, 20))
def test_without_limits_the_window_opens_fast_and_no_wider_than_asked(most: int, answers: int, latency: float) -> None:
    run = Limits(most, UNBOUNDED, 0.0)
    simulation = Simulation(Server(), [run], answers, latency=latency)
    seconds = simulation.play()
    assert simulation.most_in_flight <= most
    assert seconds <= latency * (math.ceil(answers / most) + 4)  # 16, 32, 64, 100


@settings(max_examples=30)
@given(st.integers(1, 3000), st.integers(1, 64), st.floats(0.05, 5), st.integers(1, 3))
def test_what_the_settings_allow_a_minute_is_kept_by_all_runs_together(
    allowed: int, most: int, latency: float, many: int
) -> None:
    server = Server()
    runs = [limits(most, requests=allowed) for _ in range(many)]
    for run in runs:
        run.divide(many, 0.0)
    Simulation(server, runs, 60, latency=latency).play(until=1e9)
    # A tenth of a second's worth at once is what every run may begin with.
    assert most_in_a_minute(server.seen) <= allowed + many * max(1, allowed / 600)


@pytest.mark.parametrize("guess", [50.0, 100.0, 400.0])
def test_tokens_are_counted_by_what_was_used(guess: float) -> None:
    server = Server()
    seconds = Simulation(server, [limits(8, tokens=6000)], 300, guess=guess).play()
    assert seconds == pytest.approx(300, rel=0.15)  # 30,000 tokens at 6,000 a minute
    assert most_in_a_minute(server.seen, tokens=True) <= 6000 + 8 * 400


@settings(max_examples=10)
@given(st.integers(60, 600), st.floats(0.1, 5), st.integers(1, 3))
def test_what_the_server_says_is_left_is_not_exceeded(allowed: int, latency: float, many: int) -> None:
    server = Server(requests=allowed)
    runs = [limits() for _ in range(many)]
    for run in runs:
        run.divide(many, 0.0)
    answers = 3 * allowed // many
    seconds = Simulation(server, runs, answers, latency=latency).play()
    assert server.refused <= 16 * many  # those that go before anybody knows anything
    held = 60 * (answers * many - allowed) / allowed  # a full bucket, and what comes in afterwards
    assert seconds <= 1.25 * max(held, latency * answers / 64) + 20 * latency + 5


def test_tokens_left_hold_back_as_well() -> None:
    server = Server(tokens=20_000)
    seconds = Simulation(server, [limits()], 600).play()
    assert server.refused == 0
    assert seconds == pytest.approx(120, rel=0.1)  # 60,000 tokens: 20,000 at once, the others at 20,000 a minute


def test_a_server_that_refuses_without_a_word_is_found_out() -> None:
    server = Server(requests=600, tells=False)
    run = limits()
    seconds = Simulation(server, [run], 1800, latency=2).play()
    assert seconds <= 1.3 * 120
    assert server.refused <= 0.35 * len(server.seen)


@settings(max_examples=20)
@given(st.floats(0, 0.9), st.randoms(use_true_random=False))
def test_errors_of_the_server_shrink_nothing(share: float, chance: Random) -> None:
    broken = {number for number in range(400) if chance.random() < share}
    run = limits()
    seconds = Simulation(Server(broken=frozenset(broken)), [run], 400).play()
    assert run.window.cuts == 0
    assert run.window.size >= 16
    assert seconds <= (400 + len(broken)) / 16 + 2


def test_an_episode_cuts_once() -> None:
    run = limits(16)
    first = [run.sent(1, 0.0) for _ in range(16)]
    for ticket in first:
        run.refused(ticket, UNKNOWN, None, 1.0)
    assert run.window.cuts == 1
    assert run.window.size == pytest.approx(16 * 0.7)
    second = [run.sent(1, 2.0) for _ in range(11)]
    run.refused(second[0], UNKNOWN, None, 3.0)
    assert run.window.cuts == 2
    for ticket in second[1:]:
        run.answered(ticket, UNKNOWN, 1, 3.0)
    assert run.in_flight == 0


def test_one_refusal_is_its_own_matter_and_two_hold_everybody() -> None:
    run = limits(16)
    for refusals, wait in ((1, 0.0), (2, 30.0)):
        run.refused(run.sent(1, 0.0), UNKNOWN, 30.0, 1.0)
        assert run.wait(1, 1.0) == wait, refusals
    assert run.wait(1, 31.0) == 0


def test_an_unknown_rest_leaves_what_we_counted_ourselves() -> None:
    run = limits(4)
    ticket = run.sent(1, 0.0)
    run.answered(ticket, Quotas(Quota(10, 2, None)), 1, 1.0)
    before = run.wait(1, 1.0)
    run.answered(run.sent(1, 1.0), Quotas(Quota(10, None, None)), 1, 1.0)
    assert run.known == (10, None)
    assert before == 0
    run.sent(1, 1.0)
    assert run.wait(1, 1.0) > 0


def test_the_window_takes_its_time_after_a_cut() -> None:
    window = Window(64, size=64)
    window.cut(0, 64, 64)
    assert window.size == pytest.approx(44.8)
    for _ in range(45):  # one answer's time
        window.grow(100)
    assert window.size == pytest.approx(44.8 + 4, abs=0.3)
    window.grow(10)  # it was not full: nothing was learned
    assert window.size < 49.2
