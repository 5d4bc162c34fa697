"""How platforms are asked: tokens, the wire, words for refusals, limits. No network but the loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social import facebook, tiktok, youtube, zalo
from crawlers.social.asking import Question, proof_of_secret, request_of, slug_in
from crawlers.social.faults import fault_of
from crawlers.social.robots import RobotsRules
from crawlers.social.tokens import Token, Unusable, prepare_renewal, renewed, token_of
from crawlers.social.usage import usage_of
from crawlers.social.wire import NoAnswer, Request, Response, Wire
from hostile.certificates import context_of
from platforms import PlatformRules, SocialPage

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
RULES = PlatformRules("https://graph.facebook.com", version="v25.0", feeds="https://www.youtube.com")
SECRET = "EAAB-very-secret-0123456789"


def page(platform: str) -> SocialPage:
    return SocialPage("trang-thu", platform, "12345", "https://x.example/12345", "Thử", "community")  # type: ignore[arg-type]


def response(status: int = 200, told: object = None, **headers: str) -> Response:
    body = told if isinstance(told, bytes) else json.dumps(told if told is not None else {}).encode()
    return Response(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), body)


# --- tokens ---


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


# --- the wire ---


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """A server that says these bytes to whoever connects, and hangs up."""
    with socket.create_server(("127.0.0.62", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(content)
            except OSError:
                return

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.62:{server.getsockname()[1]}/x"


WIRE = Wire("test", timeout=2.0, most_bytes=1000, loopback={"127.0.0.62"})


@pytest.mark.network
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "broken-answer"),
        (b"hello", "broken-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "broken-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"a" * 2000, "too-large"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8bxx", "broken-answer"),
    ],
)
def test_what_is_no_whole_answer_has_its_word(content: bytes, word: str) -> None:
    with answering(content) as url, pytest.raises(NoAnswer, match=f"^{word}$"):
        WIRE(Request(url))


@pytest.mark.network
def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.62:1/\r\nContent-Length: 0\r\n\r\n") as url:
        assert WIRE(Request(url)).status == 302


@pytest.mark.network
def test_a_certificate_that_nobody_signed_is_not_talked_to(tmp_path: Path) -> None:
    """Nothing, and no token, is sent before the certificate is known to be the host's."""
    context, heard = context_of("127.0.0.62", "self-signed", tmp_path), []
    with socket.create_server(("127.0.0.62", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as safe:
                    heard.append(safe.recv(65536))
            except OSError:
                heard.append(b"")
            finally:
                connection.close()

        serving = Thread(target=serve, daemon=True)
        serving.start()
        with pytest.raises(NoAnswer, match="bad-certificate"):
            WIRE(Request(f"https://127.0.0.62:{server.getsockname()[1]}/", {"Authorization": f"Bearer {SECRET}"}))
        serving.join(10)
    assert heard == [b""]


@pytest.mark.parametrize("host", ["127.0.0.63", "10.0.0.1", "169.254.169.254", "[::1]", "0.0.0.0", "192.168.1.1"])
def test_an_address_that_is_not_public_is_never_connected_to(host: str) -> None:
    with pytest.raises(NoAnswer, match="refused-address"):
        WIRE(Request(f"http://{host}:9/"))


# --- words for refusals ---


@pytest.mark.parametrize(
    ("code", "subcode", "word", "scope"),
    [
        (190, 463, "expired-token", "page"), (190, 460, "refused-token", "page"), (190, 0, "refused-token", "page"),
        (102, 0, "refused-token", "page"), (104, 0, "refused-token", "page"), (10, 0, "missing-permission", "page"),
        (200, 0, "missing-permission", "page"), (299, 0, "missing-permission", "page"),
        (4, 0, "rate-limited", "platform"),
        (17, 0, "rate-limited", "platform"), (32, 0, "rate-limited", "page"), (80001, 0, "rate-limited", "page"),
        (613, 0, "rate-limited", "platform"), (1, 0, "platform-error", "page"), (2, 0, "platform-error", "page"),
        (803, 0, "page-gone", "page"), (100, 33, "page-gone", "page"), (100, 0, "refused-request", "page"),
        (368, 0, "refused-request", "page"),
    ],
)  # fmt: skip
def test_graphs_codes_have_words(code: int, subcode: int, word: str, scope: str) -> None:
    told = {"error": {"message": f"Malformed access token {SECRET}", "code": code, "error_subcode": subcode}}
    fault = fault_of(facebook.source(page("facebook"), RULES), response(400, told), told, NOW)
    assert fault is not None
    assert (fault.word, fault.scope) == (word, scope)
    assert SECRET not in repr(fault)


def test_a_post_that_is_gone_is_not_a_page_that_is_gone() -> None:
    told = {"error": {"code": 100, "error_subcode": 33}}
    fault = fault_of(facebook.post(page("facebook"), RULES, "1_2", "https://x.example"), response(400, told), told, NOW)
    assert fault is not None
    assert (fault.word, fault.scope) == ("removed-post", "post")


@pytest.mark.parametrize(
    ("status", "reason", "word"),
    [
        (403, "quotaExceeded", "quota-exceeded"), (403, "rateLimitExceeded", "rate-limited"),
        (400, "keyInvalid", "refused-token"), (400, "API_KEY_INVALID", "refused-token"),
        (403, "accessNotConfigured", "missing-permission"), (404, "playlistNotFound", "page-gone"),
        (403, "commentsDisabled", "comments-disabled"), (400, "invalidPageToken", "stale-cursor"),
        (500, "backendError", "platform-error"), (503, "somethingNew", "platform-error"), (429, "x", "rate-limited"),
        (400, "somethingNew", "refused-request"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["errors", "details"])
def test_youtubes_reasons_have_words(status: int, reason: str, word: str, form: str) -> None:
    told = {"error": {"code": status, "message": SECRET, form: [{"reason": reason}]}}
    question = youtube.source(page("youtube"), RULES, with_key=True)
    fault = fault_of(question, response(status, told), told, NOW)
    assert fault is not None
    assert fault.word == word
    assert SECRET not in repr(fault)


@pytest.mark.parametrize(("month", "hours"), [(7, 2), (1, 3)])
def test_youtubes_quota_comes_back_at_midnight_in_california(month: int, hours: int) -> None:
    told = {"error": {"errors": [{"reason": "quotaExceeded"}]}}
    at = datetime(2026, month, 20, 5, tzinfo=UTC)
    fault = fault_of(youtube.source(page("youtube"), RULES, with_key=True), response(403, told), told, at)
    assert fault is not None
    assert fault.wait == timedelta(hours=hours).total_seconds()


@pytest.mark.parametrize(
    ("code", "message", "word"),
    [
        (-216, "Access token is invalid", "refused-token"), (-216, "Access token has expired", "expired-token"),
        (-220, "", "expired-token"), (-32, "", "rate-limited"), (-224, "", "missing-permission"),
        (-205, "", "page-gone"), (-200, "", "platform-error"), (-999, "", "refused-request"),
    ],
)  # fmt: skip
def test_zalos_codes_have_words_though_the_status_is_always_200(code: int, message: str, word: str) -> None:
    told = {"error": code, "message": message}
    fault = fault_of(zalo.source(page("zalo"), RULES), response(200, told), told, NOW)
    assert fault is not None
    assert fault.word == word


@pytest.mark.parametrize("platform", ["facebook", "youtube", "zalo", "tiktok"])
@given(status=st.sampled_from([200, 302, 400, 404, 429, 500]), told=st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["error", "code", "error_subcode", "message", "errors", "details", "reason", "items", "data"]),
        inner, max_size=4), max_leaves=12))  # fmt: skip
def test_whatever_a_platform_answers_has_a_word_or_is_an_object(platform: str, status: int, told: object) -> None:
    question = Question(page(platform), "posts", "https://x.example/posts?a=1#trang-thu")
    fault = fault_of(question, response(status, told), told, NOW)
    assert fault is not None or (status == 200 and isinstance(told, dict))


# --- limits, robots, addresses ---


@pytest.mark.parametrize(
    ("app", "case", "expected"),
    [
        ("", "", (0, 0, 0.0)), ('{"call_count":28,"total_time":25,"total_cputime":81}', "", (81, 0, 0.0)),
        ("", '{"1":[{"type":"pages","call_count":95,"total_time":2,"estimated_time_to_regain_access":7}]}',
         (0, 95, 420)),
        ("no JSON", "[1]", (0, 0, 0.0)), ('{"call_count":"x","total_time":true}', '{"1":{"a":1}}', (0, 0, 0.0)),
    ],
)  # fmt: skip
def test_the_usage_headers_are_read_as_documented(app: str, case: str, expected: tuple[int, int, float]) -> None:
    usage = usage_of(response(X_App_Usage=app, X_Business_Use_Case_Usage=case))
    assert (usage.app, usage.page, usage.wait) == expected


@given(st.text(max_size=80))
def test_no_usage_header_is_too_odd(written: str) -> None:
    usage = usage_of(response(X_App_Usage=written, X_Business_Use_Case_Usage=written))
    assert usage.app >= 0


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (200, b"User-agent: *\nDisallow: /feeds/videos.xml\n", "robots"),
        (200, b"User-agent: *\nDisallow: /results\n", ""), (404, b"", ""), (503, b"", "robots-unavailable"),
        (429, b"", "robots-unavailable"), (302, b"", "robots-unavailable"),
    ],
)  # fmt: skip
def test_robots_txt_is_obeyed_where_nobody_gave_a_key(status: int, body: bytes, refusal: str) -> None:
    asked = []

    def send(request: Request) -> Response:
        asked.append(request.url)
        return Response(status, (), body)

    noted: list[tuple[str, str, int | None]] = []
    rules = RobotsRules(send, "diembao/0.1", lambda *told: noted.append(told))
    url = youtube.source(page("youtube"), RULES, with_key=False).url
    assert [rules.refusal(url), rules.refusal(url)] == [refusal, refusal]
    assert asked == ["https://www.youtube.com/robots.txt"]
    assert [(address, code) for address, _, code in noted] == [(asked[0], status)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://www.tiktok.com/@Bao.Thu/video/7312345678901234567?is_from_webapp=1",
         ("bao.thu", "7312345678901234567")),
        ("https://tiktok.com/@bao.thu/photo/7312345678901234567/", ("bao.thu", "7312345678901234567")),
        ("https://vm.tiktok.com/ZMabc/", None), ("https://www.tiktok.com/@bao.thu", None),
        ("https://www.tiktok.com.example/@bao.thu/video/7312345678901234567", None), ("bao.thu", None), ("", None),
    ],
)  # fmt: skip
def test_an_address_of_one_video(written: str, found: tuple[str, str] | None) -> None:
    assert tiktok.video_in(written) == found


def test_every_address_tells_its_page_and_no_secret() -> None:
    questions = [facebook.source(page("facebook"), RULES), facebook.identity(page("facebook"), RULES),
                 youtube.source(page("youtube"), RULES, with_key=True), zalo.source(page("zalo"), RULES)]  # fmt: skip
    assert {slug_in(one.url) for one in questions} == {"trang-thu"}
    following = facebook.next_page(
        questions[0], {"paging": {"cursors": {"after": "c1"}, "next": f"?access_token={SECRET}"}}
    )
    assert following is not None
    assert SECRET not in following.url
    assert (slug_in(following.url), following.step) == ("trang-thu", 2)


@pytest.mark.parametrize(
    "answer",
    [{}, {"paging": 1}, {"paging": {"next": "x"}}, {"paging": {"next": "x", "cursors": {"after": 3}}}, [], None],
)
def test_an_odd_answer_leads_nowhere(answer: object) -> None:
    assert facebook.next_page(facebook.source(page("facebook"), RULES), answer) is None
    assert youtube.next_page(youtube.source(page("youtube"), RULES, with_key=True), answer) is None
    assert zalo.next_page(zalo.source(page("zalo"), RULES), answer) is None
    assert youtube.videos_in(answer) == []
    assert (facebook.identity_in(answer), zalo.identity_in(answer)) == ("", "")
