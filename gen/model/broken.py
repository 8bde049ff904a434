"""Why no response came: the errors below HTTP, and what follows from them. Loaded with the client that raises them."""

import ssl

import aiohttp
import httpx2
import openai

from gen.model.failure import Failure

# Failing before the request is out costs nothing; after that nobody knows.
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, httpx2.ConnectError)
_TIMEOUTS = (aiohttp.SocketTimeoutError, httpx2.ReadTimeout)
_WRAPPERS = (openai.APIConnectionError, httpx2.HTTPError)
_TRANSPORT = (openai.APIConnectionError, aiohttp.ClientError, httpx2.HTTPError, ssl.SSLError, OSError)


def failure_of_exception(error: Exception) -> Failure | None:
    """What an error below HTTP means; None where it is none of ours.

    A cassette that does not match and a blocked network are such: they are no member of the few families that the
    network itself raises, neither they nor what they are wrapped in.
    """
    root = root_cause(error)
    if not isinstance(root, _TRANSPORT):
        return None
    if isinstance(root, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError):
        return Failure(_one_line(root), stops=True, hint="Check `base_url` and the certificate of what answers there.")
    if isinstance(root, _TIMEOUTS):
        return Failure("nothing came within the read timeout", retryable=True, maybe_paid=True)
    if isinstance(root, _BEFORE_SENDING):
        return Failure(f"no connection: {_one_line(root)}", retryable=True)
    return Failure(f"the connection broke: {_one_line(root)}", retryable=True, maybe_paid=True)


def root_cause(error: Exception) -> Exception:
    """The first cause of an error.

    The client wraps the transport's errors, and the transport gives many of them the wrong name: a refused
    connection and a reset one both arrive as `APITimeoutError`, raised from a `ConnectTimeout`.
    """
    while isinstance(cause := error.__cause__, Exception) and isinstance(error, _WRAPPERS):
        if isinstance(error, httpx2.HTTPError) and not isinstance(cause, _TRANSPORT):
            break  # broken gzip, say: zlib's word for it is of no more use
        error = cause
    return error


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:300]
