"""How the officers' pages are served: ``web.toml``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import ClassVar, NoReturn
from urllib.parse import SplitResult, urlsplit

from config.checks import check_range
from config.files import lone_file, named, read_record
from config.wording import sentence
from records import STRICT, Trouble
from urls import BadAddress, absolute

# Lowest and highest value that makes sense of each number.
RANGES = {
    "port": (1, 65535), "idle_minutes": (5, 1440), "absolute_hours": (1, 720), "form_bytes": (10_000, 10_000_000),
    "upload_bytes": (100_000, 200_000_000), "calls_per_minute": (1, 100_000),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Where officers may sign in with an account of the province (OpenID Connect); the table ``[oidc]``.

    The client's secret stands in no file of the configuration: see ``web.signing_in.oidc_setup.secret_of``.
    """

    __pydantic_config__: ClassVar = STRICT
    issuer: str  # its address as it calls itself, to the letter
    client_id: str  # under which this installation is registered there
    base: str  # how officers' browsers call these pages, as "https://diembao.tinh.gov.vn"; the host is one of ``names``
    secret_file: str = ""  # readable by its owner only; a relative path is within the home
    title: str = ""  # what the button on the sign-in page says; "" is a sentence of ours
    login_claim: str = "preferred_username"  # which claim of the ID token is the login here
    login_domain: str = ""  # of a claim that is a mail address: what must stand behind its "@" and is cut off
    new_viewers: bool = False  # whom nobody invited comes in as a viewer; else not at all
    issuer_is_internal: bool = False  # its host (that one only) may have an address of the office's own network


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How this installation serves its pages; each is a key of web.toml."""

    __pydantic_config__: ClassVar = STRICT
    host: str = "127.0.0.1"
    port: int = 8080
    names: tuple[str, ...] = ("localhost", "127.0.0.1")  # host names under which the pages may be asked for
    secure: bool = False  # behind TLS: cookies travel encrypted only
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")  # servers before ours whose word on who asks is taken
    idle_minutes: int = 60  # without a request, then a session ends
    absolute_hours: int = 12  # a working day: then it ends in any case
    form_bytes: int = 200_000  # of a request without files
    upload_bytes: int = 20_000_000  # of one with files
    calls_per_minute: int = 120  # of one token
    oidc: OidcSettings | None = None


def load_web(home_config: Path | None = None) -> WebSettings:
    """The settings of the pages; the first fault raises Trouble with its place."""
    filed = read_record(lone_file("web.toml", home_config), WebSettings)
    values = asdict(filed.record)
    for name, (least, most) in RANGES.items():
        check_range(filed.file, name, values[name], least, most)
    for address in filed.record.proxies:
        _check_proxy(filed.file, address)
    if filed.record.oidc:
        _check_oidc(filed.file, filed.record, filed.record.oidc)
    return filed.record


def _check_proxy(file: str, written: str) -> None:
    """An address or a network, and not everybody: whoever is believed says from where he comes."""
    try:
        network = ip_network(written)
    except ValueError:
        network = None
    if network is None or network.prefixlen == 0:
        _refuse(file, "proxies", written, sentence("config.allowed.proxies"), entry=named(()))


def _check_oidc(file: str, settings: WebSettings, oidc: OidcSettings) -> None:
    """Both addresses are encrypted, but for a machine that speaks with itself; ours is one that the shield lets in."""
    plain = is_loopback(oidc.issuer) and oidc.issuer_is_internal
    issuer, base, names = _parts(oidc.issuer), _parts(oidc.base), {name.lower() for name in settings.names}
    if issuer is None or issuer.query or not (issuer.scheme == "https" or plain):
        _refuse(file, "issuer", oidc.issuer, sentence("config.allowed.oidc-issuer"))
    if base is None or base.path.strip("/") or base.query or base.hostname not in names:
        _refuse(file, "base", oidc.base, sentence("config.allowed.oidc-base", names=", ".join(settings.names)))
    elif (base.scheme == "https") != settings.secure or not (settings.secure or is_loopback(oidc.base)):
        _refuse(file, "base", oidc.base, sentence("config.allowed.oidc-secure"))
    for name in ("client_id", "login_claim"):
        if not getattr(oidc, name).strip():
            _refuse(file, name, "", sentence("config.allowed.oidc-filled"))


def is_loopback(address: str) -> bool:
    """Is this an address of this machine, written as such?"""
    return urlsplit(address).hostname in ("127.0.0.1", "::1", "localhost")


def _parts(address: str) -> SplitResult | None:
    """The parts of an address that is whole and names nobody's password; None for another."""
    try:
        parts = urlsplit(absolute(address))
    except BadAddress:
        return None
    return None if parts.fragment or parts.username or parts.password or address != address.strip() else parts


def _refuse(file: str, field: str, value: str, allowed: str, entry: str = "oidc") -> NoReturn:
    raise Trouble("config.bad-address", file=file, entry=entry, field=field, value=value, allowed=allowed)
