"""Addresses that lead elsewhere: foreign host names, ways out of the site, names that climb out of a folder."""

from __future__ import annotations

import asyncio
import re
from itertools import chain, repeat
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import BASE, DONE, LOOK, Pages
from web.addresses import local_path
from web.app import page_routes

FILLINGS = ("today",)
_PLACE = re.compile(r"\{[^}]*\}")


# --- foreign names ---


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "", "localhost:80@evil.example", "localhost:evil", "localhost:",
     "localhost/tai-khoan", "localhost:1/tai-khoan?", "evil.example:localhost", "[localhost]", "[::1", "localhost ",
     "localhost\tx", "127.0.0.1.", "localhost:123456"],
)  # fmt: skip
def test_a_host_that_is_not_ours_is_refused(reading: Pages, host: str) -> None:
    answer = reading.signed_in("viewer").client.get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (400, "400")
    assert answer.headers["Content-Security-Policy"]


def test_no_address_is_made_of_what_a_request_calls_us(reading: Pages) -> None:
    outside = reading.nobody().client
    headers = {"host": "LOCALHOST:8443", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    for path in ("/", "/tin-bai/", "/static", "/khong-co/", "/tin-bai?q=x", "/api/v1/items", "/vao"):
        answer = outside.get(path, headers=headers)
        assert urlsplit(answer.headers.get("location", "/")).netloc == ""
        assert "8443" not in answer.text
        assert "evil.example" not in answer.text
    assert outside.get("/tin-bai/?q=x", headers=headers).headers["location"] == "/tin-bai?q=x"


# --- out of the site ---

OUTWARD = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
    "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
    "/\r\nSet-Cookie: a=b", "///evil.example", "data:text/html,x", "evil.example", "?x", "", "/\u2028/evil.example",
    "/\x00/evil.example", "/\u00ad/evil.example", "http:\\\\evil.example",
]  # fmt: skip


@pytest.mark.parametrize("sent", OUTWARD, ids=repr)
def test_nobody_is_led_out_of_the_site(reading: Pages, sent: str) -> None:
    viewer = reading.signed_in("viewer")
    token = reading.form_token("viewer")
    by_link = viewer.client.get("/vao", params={"tiep": sent})
    by_form = viewer.client.post(LOOK, data={"csrf": token, "ve": sent})
    for answer in (by_link, by_form):
        assert (answer.status_code, answer.headers["location"]) == (DONE, "/")
    outside = reading.nobody()
    assert f'name="tiep" value="{"/"}"' in outside.get(f"/vao?tiep={quote(sent)}").text
    assert outside.sign_in("viewer", onward=sent).headers["location"] == "/"


@pytest.mark.parametrize("sent", ["/%2f%2fevil.example", "/%5cevil.example", "/.//evil.example", "/tin-bai?q=//x"])
def test_what_is_led_on_stays_within_the_site(reading: Pages, sent: str) -> None:
    answer = reading.signed_in("viewer").client.get("/vao", params={"tiep": sent})
    assert urlsplit(urljoin(BASE, answer.headers["location"])).netloc == "localhost"


@settings(max_examples=60)
@given(st.text(alphabet="/\\:.?#@ \t\r\nhtps%0aevil\u2028\u00ad", max_size=12))
def test_a_local_path_is_local_to_every_browser(sent: str) -> None:
    """As the URL standard reads it: tabs and line ends dropped, a backslash is a slash."""
    found = local_path(sent, "/")
    read = found.translate({9: None, 10: None, 13: None}).strip().replace("\\", "/")
    assert read.startswith("/")
    assert not read.startswith("//")
    assert urlsplit(urljoin(BASE, read)).netloc == "localhost"


# --- out of the folders ---

UPWARD = ["..", "../../pyproject.toml", "....//x", "..\\..\\x", "/etc/passwd", "%2e%2e/x", "%252e%252e%252f", "x\x00",
          "file:///etc/passwd", "~", "*", "' OR 1=1 --", "a" * 3000, "-rf", "%s%n", "{{7*7}}", "\u202e"]  # fmt: skip


def places_with(part: str) -> list[str]:
    """Every address that has a place for a name, with this one in it."""
    declared = {one.path for routes in page_routes() for one in routes.declared if one.method == "GET"}
    return [_PLACE.sub(lambda _: part, path) for path in declared if "{" in path]


def answered(pages: Pages, path: str, *, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
    """What the application says to a path that no client passes on as it is: dots, zero bytes."""
    sent: list[Any] = []
    messages = chain([{"type": "http.request", "body": b"", "more_body": False}], repeat({"type": "http.disconnect"}))

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": quote(path).encode(), "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())], "scheme": "http", "root_path": "",
        "server": ("localhost", 80), "client": ("1.2.3.4", 5), "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(pages.app(scope, receive, send))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.mark.parametrize("part", UPWARD, ids=lambda one: repr(one[:20]))
def test_no_name_in_an_address_leads_anywhere_else(reading: Pages, part: str) -> None:
    cookies = reading.signed_in("admin").client.cookies
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    for path in places_with(part):
        status, headers, body = answered(reading, path, cookie=cookie)
        assert status in (308, 400, 404), path
        assert b"root:" not in body
        assert str(reading.app.state.site.home.path).encode() not in body
        assert urlsplit(headers.get("location", "/")).netloc == ""


@pytest.mark.parametrize("part", [*UPWARD, "../app.py", "../templates/base.html", ".", "/", "//etc/passwd", ""])
def test_only_what_lies_in_the_static_folder_is_given(reading: Pages, part: str) -> None:
    status, headers, body = answered(reading, f"/static/{part}")
    assert status in (308, 404)
    assert headers["content-security-policy"]
    assert b"<!doctype html>" in body or status == 308
    assert answered(reading, "/static/diembao.css")[0] == 200
