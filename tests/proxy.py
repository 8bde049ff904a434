"""A cable to a server that a test can cut, also in the very moment of a commit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Cable:
    """Carries bytes between a port of this machine and a server's socket.

    Attributes:
        port: where it is plugged in.
        carried: connections that it has carried so far.
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self._open = True
        self._last_words = b""
        self.port: int = self._listener.getsockname()[1]
        self.carried = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break all connections, and take no more."""
        with self._lock:
            self._open = False
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        """Take connections again."""
        self._open = True

    def cut_after(self, words: bytes) -> None:
        """Break the next connection whose client says this, once: the server hears it, and its answer is lost."""
        self._last_words = words

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            with self._lock:
                if not self._open:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._ends += [client, server]
                self.carried += 1
            deaf = threading.Event()
            threading.Thread(target=self._carry, args=(client, server, deaf, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, deaf, False), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, deaf: threading.Event, from_client: bool) -> None:
        with suppress(OSError):
            while data := here.recv(65536):
                if from_client and self._last_words and self._last_words in data:
                    self._last_words = b""
                    deaf.set()
                if not from_client and deaf.is_set():
                    break
                there.sendall(data)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def cable(server: Path) -> Iterator[Cable]:
    """A cable to the socket of a server."""
    made = Cable(server)
    try:
        yield made
    finally:
        made.close()
