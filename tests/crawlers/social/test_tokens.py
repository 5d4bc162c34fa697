"""Tokens of platforms: where they may come from, who may read them, and how they are renewed and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.social import facebook
from crawlers.social.asking import proof_of_secret, request_of
from crawlers.social.tokens import Token, Unusable, prepare_renewal, renewed, token_of
from tests.crawlers.social.asking import RULES, SECRET, page


def write(folder: Path, content: str, mode: int = 0o600) -> Path:
    file = folder / "facebook.toml"
    file.write_text(content, encoding="utf-8")
    file.chmod(mode)
    return file


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, f'access_token = "{SECRET}"')
    assert token_of("facebook", tmp_path, {"DIEMBAO_TOKEN_FACEBOOK": "from-the-environment"}).access.startswith("from")
    assert token_of("facebook", tmp_path, {}).access == SECRET


@pytest.mark.parametrize(
    ("content", "mode", "word"),
    [
        (f'access_token = "{SECRET}"', 0o640, "token-open"),
        (f'access_token = "{SECRET}"', 0o604, "token-open"),
        (f'access_token = "{SECRET}"', 0o660, "token-open"),
        (SECRET, 0o600, "token-broken"),
        ("", 0o600, "token-broken"),
        (f'access_token = "{SECRET}"\npassword = "x"', 0o600, "token-broken"),
        ('access_token = "with a blank"', 0o600, "token-broken"),
        ('access_token = "xin chào mọi người"', 0o600, "token-broken"),
        ('access_token = "short"', 0o600, "token-broken"),
        ("access_token = 123456789", 0o600, "token-broken"),
        ("# " + "x" * 20_000, 0o600, "token-broken"),
    ],
)
def test_a_file_that_others_can_read_or_that_is_none_is_refused(
    tmp_path: Path, content: str, mode: int, word: str
) -> None:
    write(tmp_path, content, mode)
    with pytest.raises(Unusable, match=f"^{word}$") as caught:
        token_of("facebook", tmp_path, {})
    assert SECRET not in repr(caught.value)
    assert caught.value.__cause__ is None or SECRET not in repr(caught.value.__cause__)


def test_a_missing_file_and_a_link_are_no_token(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no-token"):
        token_of("facebook", tmp_path, {})
    (tmp_path / "facebook.toml").symlink_to(write(tmp_path / ".", f'access_token = "{SECRET}"').rename(tmp_path / "x"))
    with pytest.raises(Unusable, match="token-broken"):
        token_of("facebook", tmp_path, {})


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    write(tmp_path, f'access_token = "{SECRET}"\napp_secret = "{SECRET}-of-the-app"')
    token = token_of("facebook", tmp_path, {})
    question = facebook.source(page("facebook"), RULES)
    request = request_of(question, token)
    assert SECRET not in f"{token} {token!r} {request} {request!r} {question!r}"
    assert request.headers["Authorization"] == f"Bearer {SECRET}"
    assert request.secret_query.keys() == {"appsecret_proof"}
    assert "#" not in request.url


def test_the_proof_is_the_documented_hmac() -> None:
    """HMAC-SHA256 of the token with the app's secret as key, in hexadecimal digits."""
    proof = proof_of_secret(Token("x", {"access_token": "token", "app_secret": "secret"}))["appsecret_proof"]
    assert proof == "e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a"


def test_a_renewed_token_replaces_the_file_for_its_owner_alone(tmp_path: Path) -> None:
    content = (
        f'access_token = "{SECRET}"\napp_id = "12345678"\nsecret_key = "key-of-the-app"\nrefresh_token = "refresh-01"'
    )
    file = write(tmp_path, content)
    token = token_of("facebook", tmp_path, {})
    better = renewed(token, prepare_renewal(token), "new-access-token", "refresh-02")
    assert better.access == "new-access-token"
    assert token_of("facebook", tmp_path, {}).values == better.values
    assert file.stat().st_mode & 0o777 == 0o600
    for access in ("", "with a blank", "quote'd-token", "ß" * 20):
        with pytest.raises(Unusable):
            renewed(better, prepare_renewal(better), access, "refresh-03")
    assert token_of("facebook", tmp_path, {}).access == "new-access-token"
