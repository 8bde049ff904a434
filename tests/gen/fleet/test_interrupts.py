import os
import signal
import threading

import pytest

from gen.fleet.interrupts import first_and_second


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_first_is_told_and_the_second_stops(sign: signal.Signals) -> None:
    before = signal.getsignal(sign)
    told = threading.Event()

    def press_twice() -> None:
        with first_and_second(told.set):
            os.kill(os.getpid(), sign)
            assert told.wait(10)
            os.kill(os.getpid(), sign)
            threading.Event().wait(10)

    with pytest.raises(KeyboardInterrupt):
        press_twice()
    assert signal.getsignal(sign) is before


def test_without_one_nothing_is_told() -> None:
    told = threading.Event()
    with first_and_second(told.set):
        pass
    assert not told.is_set()
    assert not any(thread.name == "interrupts" for thread in threading.enumerate())
