"""Text packed into a page, as it comes: gzip (RFC 1952), then base64 (RFC 4648), which no page can break out of."""

import zlib
from base64 import b64encode
from typing import TextIO

_GZIP = 31  # the window of 32 kB, and gzip's header and sum around it


class PackedText:
    """Packs what it is given and writes it to a stream; memory stays what gzip's window takes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gzip = zlib.compressobj(9, wbits=_GZIP)
        self._rest = b""

    def write(self, text: str) -> None:
        """Pack some text; lone surrogates are for JSON to escape before."""
        self._encode(self._gzip.compress(text.encode()))

    def close(self) -> None:
        """Write what is still held."""
        self._encode(self._gzip.flush(), last=True)

    def _encode(self, packed: bytes, *, last: bool = False) -> None:
        """Three bytes are four letters: what is left over waits for the next ones."""
        packed = self._rest + packed
        end = len(packed) if last else len(packed) // 3 * 3
        self._rest = packed[end:]
        self._stream.write(b64encode(packed[:end]).decode())
