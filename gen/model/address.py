"""Where an endpoint is, and the key for it: looked at before anything is sent there."""

from urllib.parse import urlsplit

from gen.errors import SettingsError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def checked_key(key: str) -> str:
    """The key as a header takes it.

    Raises:
        SettingsError: it holds what no key does.
    """
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError(
            "the API key holds characters that no key has (blanks, line breaks or non-ASCII ones)",
            hint="Set the variable that `api_key_env` names to the key alone.",
        )
    return key


def checked_host(base_url: str | None) -> str:
    """The host of a base URL, `""` for the client's default.

    Raises:
        SettingsError: the URL cannot be used.
    """
    if base_url is None:
        return ""
    try:
        url = urlsplit(base_url)
        host, good = url.hostname or "", url.scheme in {"http", "https"} and url.port != 0
    except ValueError:
        host, good = "", False
    if not good or not host:
        raise SettingsError("base_url is not an http or https URL", hint="It looks like http://127.0.0.1:8000/v1")
    if "@" in url.netloc or url.query or url.fragment:
        raise SettingsError(
            "base_url may hold no user, password, query or fragment", hint="Keys go into `api_key_env`."
        )
    return host
