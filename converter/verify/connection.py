"""How an engine reaches a real platform: its address, whom to trust, and errors that hold no secret.

Events and tokens go out over TLS to a server whose certificate is verified. Plain http is for this machine.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from converter.errors import SettingsError
from converter.unprintable import spell_out
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

CA_FILE: Final = "SSL_CERT_FILE"
"""The environment variable that names the certificates of an authority of one's own, as a PEM file.

OpenSSL reads it wherever Python's default context is asked for
(https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/, November 2026).
"""

_LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_MOST: Final = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Where a platform is; `port` is 0 where the address names none."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def authority(self) -> str:
        """The host as URLs write it: an IPv6 address between brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{f':{self.port}' if self.port else ''}{self.path}"


def read_address(variable: str, example: str, text: str | None = None) -> Address:
    """The address that an environment variable, or `text` in its place, names.

    Without a scheme it is `host:port`: https, or http for this machine.

    Args:
        variable: the environment variable, which the error names.
        example: what to set it to; without `https://` where a bare `host:port` will do.
        text: the address itself.

    Raises:
        SettingsError: it is no address, holds a user, or is plain http to another machine.
    """
    given = os.environ.get(variable, "") if text is None else text
    short = "://" not in example
    bare = short and "://" not in given
    try:
        found = urlsplit(f"//{given}" if bare else given)
        port = found.port or 0
    except ValueError:
        raise SettingsError(f"{variable} is no address; set it to {example}") from None
    if "@" in found.netloc:
        raise SettingsError(f"{variable} holds a user or a password; leave them out: {example}")
    host = found.hostname or ""
    scheme = found.scheme or ("http" if is_loopback(host) else "https")
    if not host or not _is_address(found, scheme) or (short and (not port or found.path)):
        raise SettingsError(f"{variable} is no address; set it to {example}")
    if scheme == "http" and not is_loopback(host):
        raise SettingsError(
            f"{variable}: plain http would show events and secrets to everybody on the way; set it to "
            f"{Address('https', host, port).url}, or use http for localhost, 127.0.0.0/8 or ::1 only"
        )
    return Address(scheme, host, port, found.path.rstrip("/"))


def _is_address(found: SplitResult, scheme: str) -> bool:
    host = found.hostname or ""
    plain = host.isascii() and host.isprintable() and not set(host) & set(" \\%\"'<>`")
    return plain and scheme in {"http", "https"} and not found.query and not found.fragment


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its name or number: localhost, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in _LOOPBACK)


def why_no_address(variable: str, example: str) -> str | None:
    """None if the environment variable names an address that may be asked, else why not, in one line."""
    try:
        read_address(variable, example)
    except SettingsError as error:
        return str(error)
    return None


def ca_file() -> str | None:
    """The file with the certificates of an authority of one's own; None for those that everybody trusts."""
    return os.environ.get(CA_FILE) or None


def client_error(engine: str, error: Exception | str, *secrets: str) -> EngineError:
    """What a vendor's client raised, in one line; values of the environment variables `secrets` are left out.

    A client's error may repeat what the server said, and a server what it was sent.
    """
    said = str(error) or type(error).__name__
    for variable in secrets:
        if secret := os.environ.get(variable):
            said = said.replace(secret, f"<{variable}>")
    return EngineError(f"{engine}: {spell_out(' '.join(said.split()))[:_MOST]}")


@contextmanager
def client_errors(engine: str, *secrets: str) -> Iterator[None]:
    """Around calls of a vendor's client: whatever it raises becomes an EngineError as `client_error` has it.

    Raises:
        EngineError: the client failed.
    """
    try:
        yield
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001 - clients' errors have no common class that needs no import
        raise client_error(engine, error, *secrets) from None
