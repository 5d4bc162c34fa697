"""Where an issuer is configured: its settings, its secret, what must be installed, and what its tries are made of."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, strategies

from config.web import OidcSettings, WebSettings, load_web
from outbound import is_of_the_office, may_ask
from records import Trouble
from tests.desk import NOW
from web.refusals import Refused
from web.signing_in.oidc import Attempt, Claims, OidcSignIn
from web.signing_in.oidc_setup import opened

ROOT = Path(__file__).parents[2]
OIDC = OidcSettings("https://dangnhap.example.vn/realms/canbo", "diembao", "http://localhost:8080")
SETTINGS = WebSettings(oidc=OIDC)


class Quiet:
    """An issuer that is never asked over a network."""

    def address(self, attempt: Attempt, now: object) -> str:
        return f"https://dangnhap.example.vn/?state={attempt.state}&nonce={attempt.nonce}"

    def claims(self, attempt: Attempt, answer: object, now: object) -> Claims:
        return {}

    def exit(self, now: object) -> str:
        return ""


def read(folder: Path, text: str) -> WebSettings:
    (folder / "web.toml").write_text(text, "utf-8")
    return load_web(folder)


GIVEN = {"issuer": "https://dangnhap.example.vn", "client_id": "diembao", "base": "https://diembao.example.vn"}
TLS = 'names = ["diembao.example.vn"]\nsecure = true\n'


def written(head: str, **keys: str) -> str:
    return f"{head}[oidc]\n" + "".join(f'{name} = "{value}"\n' for name, value in {**GIVEN, **keys}.items())


def test_the_settings_are_read(tmp_path: Path) -> None:
    oidc = read(tmp_path, written(TLS, login_claim="email", login_domain="example.vn")).oidc
    assert oidc == OidcSettings(**GIVEN, login_claim="email", login_domain="example.vn")
    assert load_web().oidc is None


@pytest.mark.parametrize(
    ("head", "keys", "field"),
    [
        (TLS, {"issuer": "http://dangnhap.example.vn"}, "issuer"), (TLS, {"issuer": "dangnhap.example.vn"}, "issuer"),
        (TLS, {"issuer": "https://a.example.vn/?x=1"}, "issuer"), (TLS, {"issuer": "http://127.0.0.1"}, "issuer"),
        (TLS, {"issuer": "https://a:b@dangnhap.example.vn"}, "issuer"), (TLS, {"issuer": " https://a.vn"}, "issuer"),
        (TLS, {"base": "http://diembao.example.vn"}, "base"), (TLS, {"base": "https://khac.example.vn"}, "base"),
        (TLS, {"base": "https://diembao.example.vn/x"}, "base"), (TLS, {"base": ""}, "base"),
        ("", {"base": "https://localhost"}, "base"), ('names = ["a.vn"]\n', {"base": "http://a.vn"}, "base"),
        (TLS, {"client_id": " "}, "client_id"), (TLS, {"login_claim": ""}, "login_claim"),
        (TLS, {"client_secret": "x"}, "client_secret"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_its_key(tmp_path: Path, head: str, keys: dict[str, str], field: str) -> None:
    with pytest.raises(Trouble) as raised:
        read(tmp_path, written(head, **keys))
    assert field in str(raised.value)


@pytest.mark.parametrize("base", ["http://localhost:8080", "http://127.0.0.1:8080/"])
def test_a_machine_that_speaks_with_itself_may_go_without_tls(tmp_path: Path, base: str) -> None:
    text = written("", base=base, issuer="http://127.0.0.1:9000") + "issuer_is_internal = true\n"
    assert read(tmp_path, text).oidc is not None


# --- the secret ---


def test_the_secret_comes_from_the_environment_or_from_a_file_that_nobody_else_may_read(tmp_path: Path) -> None:
    file = tmp_path / "tokens" / "oidc"
    file.parent.mkdir()
    file.write_text("trong-tep\n", "utf-8")
    file.chmod(0o600)
    with_file = WebSettings(oidc=OidcSettings(**GIVEN, secret_file="tokens/oidc"))
    assert secret_in(opened(SETTINGS, tmp_path, environment={"DIEMBAO_OIDC_SECRET": "o-bien"})) == "o-bien"
    assert secret_in(opened(with_file, tmp_path, environment={})) == "trong-tep"


def secret_in(way: OidcSignIn | None) -> str:
    assert way is not None
    return way.issuer._secret  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("content", "mode", "key"),
    [
        ("x", 0o644, "oidc.open-secret"), ("x", 0o640, "oidc.open-secret"), ("", 0o600, "oidc.bad-secret"),
        ("mật khẩu", 0o600, "oidc.bad-secret"), ("a\nb", 0o600, "oidc.bad-secret"),
        (None, 0o600, "oidc.unreadable-secret"),
    ],
)  # fmt: skip
def test_a_secret_that_cannot_be_used_is_told(tmp_path: Path, content: str | None, mode: int, key: str) -> None:
    file = tmp_path / "oidc"
    if content is not None:
        file.write_text(content, "utf-8")
        file.chmod(mode)
    settings = WebSettings(oidc=OidcSettings(**GIVEN, secret_file="oidc"))
    with pytest.raises(Trouble) as raised:
        opened(settings, tmp_path, environment={})
    assert raised.value.key == key


def test_no_secret_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no-secret"):
        opened(SETTINGS, tmp_path, environment={})


# --- what must be installed ---


def test_without_an_issuer_nothing_is_loaded(tmp_path: Path) -> None:
    assert opened(WebSettings(), tmp_path, environment={}, load=lambda name: 1 / 0) is None  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("missing", ["authlib", "authlib.oauth2", "joserfc"])
def test_what_is_not_installed_is_told_with_how_to_install_it(tmp_path: Path, missing: str) -> None:
    def load(name: str) -> ModuleType:
        raise ModuleNotFoundError(name=missing)

    with pytest.raises(Trouble, match="not-installed"):
        opened(SETTINGS, tmp_path, environment={"DIEMBAO_OIDC_SECRET": "x"}, load=load)


def test_another_module_that_is_missing_is_no_question_of_installing(tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        opened(SETTINGS, tmp_path, environment={"DIEMBAO_OIDC_SECRET": "x"}, load=lambda _: import_module("web.none"))


def test_the_pages_start_without_the_extra_and_the_command_says_what_is_missing(tmp_path: Path) -> None:
    """In a process in which authlib and joserfc cannot be imported."""
    (tmp_path / "config").mkdir()
    text = written("").replace("https://diembao.example.vn", "http://localhost:8080")
    (tmp_path / "config" / "web.toml").write_text(text, "utf-8")
    code = (
        "import sys; sys.modules |= dict.fromkeys(('authlib', 'joserfc', 'httpx'))\n"
        "import web.app; web.app.page_routes(); print('pages')\n"
        f"import cli; sys.argv = ['diembao', '--home', {str(tmp_path)!r}, 'web']; cli.main()"
    )
    environment = {"DIEMBAO_OIDC_SECRET": "x", "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "pages" in done.stdout
    assert "make oidc" in done.stderr


# --- tries ---


def way() -> OidcSignIn:
    return OidcSignIn(OIDC, Quiet())


def state_of(address: str) -> str:
    return address.partition("state=")[2].partition("&")[0]


@given(onward=strategies.text(max_size=60).map(lambda text: f"/{text}"))
def test_a_try_comes_back_as_it_went_and_never_to_a_stranger(onward: str) -> None:
    one = way()
    address, cookie = one.begin(onward if onward.isprintable() else "/", NOW)
    attempt = one.taken_up(cookie, state_of(address), NOW)
    assert attempt.onward in (onward, "/")
    assert not attempt.onward.startswith(("//", "/\\"))
    assert cookie.isascii()
    assert attempt.verifier not in f"{address}{cookie}"
    assert 43 <= len(attempt.verifier) <= 128  # RFC 7636, 4.1


@given(place=strategies.integers(0, 300), letter=strategies.sampled_from("Aa0._-é"))
def test_a_cookie_that_was_changed_anywhere_is_none(place: int, letter: str) -> None:
    one = way()
    address, cookie = one.begin("/canh-bao", NOW)
    place %= len(cookie)
    changed = cookie[:place] + letter + cookie[place + 1 :]
    if changed != cookie:
        with pytest.raises(Refused, match="other-try"):
            one.taken_up(changed, state_of(address), NOW)


def test_another_process_knows_no_try_of_this_one() -> None:
    address, cookie = way().begin("/", NOW)
    with pytest.raises(Refused, match="other-try"):
        way().taken_up(cookie, state_of(address), NOW)


def test_a_clock_that_was_set_back_makes_no_try_last_longer() -> None:
    one = way()
    address, cookie = one.begin("/", NOW)
    with pytest.raises(Refused, match="old-try"):
        one.taken_up(cookie, state_of(address), NOW - timedelta(seconds=1))


# --- addresses of the office ---


@given(strategies.ip_addresses())
def test_no_address_is_public_and_of_the_office(address: object) -> None:
    assert not (may_ask(str(address)) and is_of_the_office(str(address)))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.1.2.3", True), ("172.16.0.1", True), ("172.32.0.1", False), ("192.168.1.1", True), ("127.0.0.1", True),
        ("::1", True), ("fd12::1", True), ("::ffff:10.0.0.1", True), ("169.254.169.254", False), ("fe80::1%e0", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("8.8.8.8", False), ("x", False),
    ],
)  # fmt: skip
def test_what_is_of_the_office(address: str, expected: bool) -> None:
    assert is_of_the_office(address) is expected


def test_what_make_oidc_installs_needs_nothing_that_is_not_there() -> None:
    """It installs without dependencies: they are among the locked ones of the program itself."""
    own, extra = ((ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-oidc.lock"))
    assert re.findall(r"^([a-z-]+)==", extra, re.MULTILINE) == ["authlib", "joserfc"]
    assert extra.count("--hash=sha256:") >= 4
    needed = {re.match(r"[\w-]+", one)[0].lower() for one in requires("authlib") + requires("joserfc")}  # type: ignore[index]
    assert needed - {"authlib", "joserfc"} <= set(re.findall(r"^([a-z-]+)==", own, re.MULTILINE))


def requires(name: str) -> list[str]:
    return [one for one in metadata.requires(name) or [] if "extra ==" not in one]
