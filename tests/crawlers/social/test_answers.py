"""What platforms answer: each refusal has its word, limits and robots are kept, and an odd answer leads nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.social import facebook, tiktok, youtube, zalo
from crawlers.social.asking import Question, slug_in
from crawlers.social.faults import fault_of
from crawlers.social.robots import RobotsRules
from crawlers.social.usage import usage_of
from crawlers.social.wire import Request, Response
from tests.crawlers.social.asking import NOW, RULES, SECRET, page, response

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
