"""Requests that no officer sends: forged forms, foreign names, paths out of the site, bodies without an end."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages import Pages
from web.addresses import local_path
from web.app import page_routes
from web.forgery import MOST_FIELDS, MOST_FILES

FILLINGS = ("today",)
DONE, LOOK = 303, "/giao-dien"  # a form that changes nothing that another test sees
HERE = "http://localhost"
_PLACE = re.compile(r"\{[^}]*\}")


# --- forged forms ---


def token_of(pages: Pages, role: str) -> str:
    visitor = pages.signed_in(role)
    visitor.get("/tai-khoan")
    return visitor.csrf


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "x" * 43}, {"csrf": "ườm"}])
def test_a_form_without_the_token_of_its_session_is_refused(reading: Pages, sent: dict[str, str]) -> None:
    answer = reading.signed_in("viewer").client.post(LOOK, data=sent)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_token_of_another_session_is_no_token(reading: Pages) -> None:
    viewer, others = reading.signed_in("viewer").client, token_of(reading, "officer")
    assert viewer.post(LOOK, data={"csrf": others}).status_code == 403
    outside = reading.nobody()
    outside.get("/vao")
    assert outside.csrf
    assert viewer.post(LOOK, data={"csrf": outside.csrf}).status_code == 403
    assert viewer.post(LOOK, data={"csrf": token_of(reading, "viewer")}).status_code == DONE


def test_the_form_to_sign_in_wants_the_token_of_its_own_browser(reading: Pages) -> None:
    attacker, victim = reading.nobody(), reading.nobody()
    attacker.get("/vao")
    victim.get("/vao")
    assert victim.post("/vao", csrf=attacker.csrf, login="attacker", password="x").status_code == 403
    assert reading.nobody().post("/vao", csrf=attacker.csrf, login="viewer", password="x").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": ""},
     {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://localhost:81"},
     {"origin": "http://localhost.evil.example"}, {"origin": "http://["}, {"origin": "http://evil.example@localhost"},
     {"origin": "file://localhost"}, {"origin": "localhost"}, {"origin": HERE, "sec-fetch-site": "cross-site"}],
    ids=str,
)  # fmt: skip
def test_a_form_that_comes_from_elsewhere_is_refused_though_its_token_is_right(
    reading: Pages, headers: dict[str, str]
) -> None:
    token = token_of(reading, "viewer")
    answer = reading.signed_in("viewer").client.post(LOOK, data={"csrf": token}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"origin": HERE}, {"origin": HERE, "sec-fetch-site": "same-origin"}], ids=str)
def test_a_form_of_ours_is_taken_from_old_browsers_and_new(reading: Pages, headers: dict[str, str]) -> None:
    token = token_of(reading, "viewer")
    viewer = reading.signed_in("viewer").client
    assert viewer.post(LOOK, data={"csrf": token}, headers=headers).status_code == DONE
    assert viewer.post(LOOK, headers={**headers, "x-csrf": token}).status_code == DONE
    assert viewer.post(LOOK, data={"csrf": token}, headers={**headers, "x-csrf": "wrong"}).status_code == 403


def test_nothing_is_written_by_looking(reading: Pages) -> None:
    """No form of ours is taken as a link, and no other method passes the guard."""
    viewer = reading.signed_in("viewer").client
    for path in ("/ra", "/ra-moi-noi", LOOK, "/tai-khoan/ma-truy-cap", "/tin-bai/luu"):
        assert viewer.get(path).status_code in (404, 405), path
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
        assert viewer.request(method, "/tai-khoan").status_code == 405
    overridden = viewer.get("/ra", headers={"x-http-method-override": "POST"}, params={"_method": "POST"})
    assert overridden.status_code == 405
    assert viewer.get("/tai-khoan").status_code == 200


def test_a_planted_cookie_is_never_sent_back(reading: Pages) -> None:
    for planted in (b'"a\\012Set-Cookie: x=1"', b"x" * 5000, "ngắn".encode(), b"'" * 43):
        answer = reading.nobody().client.get("/vao", headers={"cookie": b"cua=" + planted})
        assert answer.status_code == 200
        assert re.match(r"cua=[\w-]{43};", answer.headers["set-cookie"])


# --- too much ---


def pieces(size: int) -> Iterator[bytes]:
    """A body whose length nobody says beforehand."""
    yield b"csrf=x&name="
    for _ in range(size // 10_000):
        yield b"a" * 10_000


@pytest.mark.parametrize("role", ["", "viewer"])
def test_a_form_that_is_too_long_is_refused_with_and_without_a_length(reading: Pages, role: str) -> None:
    most = reading.settings.form_bytes
    client = (reading.signed_in(role) if role else reading.nobody()).client
    kind = {"content-type": "application/x-www-form-urlencoded"}
    path = LOOK if role else "/vao"
    assert client.post(path, content=b"a" * (most + 1), headers=kind).status_code == 413
    assert client.post(path, content=pieces(2 * most), headers=kind).status_code == 413
    assert client.post(path, content=pieces(most // 2), headers=kind).status_code == 403  # read, and has no token
    answer = client.post(path, content=b"a" * (most + 1), headers=kind)
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/hop-dong/doi-chieu", "/nguon/bi-sot/danh-sach"])
def test_an_upload_that_is_too_large_is_refused_with_and_without_a_length(reading: Pages, path: str) -> None:
    lead = reading.signed_in("lead").client
    most = reading.settings.upload_bytes
    content = b"x" * (most + 1)
    assert lead.post(path, files={"tep": ("a.csv", content)}).status_code == 413
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert lead.post(path, content=(content[:1_000_000] for _ in range(21)), headers=kind).status_code in (400, 413)
    head = b'--b\r\nContent-Disposition: form-data; name="tep"; filename="a.csv"\r\n\r\n'
    streamed = (piece for piece in (head, *[content[:1_000_000]] * 21))
    assert lead.post(path, content=streamed, headers=kind).status_code == 413


@pytest.mark.parametrize("path", ["/hop-dong/doi-chieu", "/nguon/bi-sot/danh-sach"])
def test_a_small_file_that_unpacks_to_gigabytes_is_not_unpacked(reading: Pages, path: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("xl/workbook.xml", b"a")
    packed = bytearray(out.getvalue())
    size = packed.index(b"PK\x01\x02") + 24  # of the directory's entry
    packed[size : size + 4] = (3_000_000_000).to_bytes(4, "little")
    lead, token = reading.signed_in("lead"), token_of(reading, "lead")
    files = {name: ("danh-sach.xlsx", bytes(packed)) for name in ("tep", "upload")}
    answer = lead.client.post(path, data={"csrf": token, "dong": "1", "ve": "/tai-khoan"}, files=files)
    assert answer.status_code == 303
    shown = lead.get("/tai-khoan").text
    assert "danh-sach.xlsx" in shown
    assert "3,000,000,000" in shown


def test_what_takes_no_files_takes_no_large_body(reading: Pages) -> None:
    small = reading.settings.form_bytes
    for declared in (one for routes in page_routes() for one in routes.declared if one.method == "POST"):
        path = declared.path.replace("{", "").replace("}", "")
        answer = reading.signed_in("admin").client.post(path, content=b"a" * (small + 1))
        assert answer.status_code == (403 if declared.upload else 413), declared.path


def test_too_many_fields_and_files_are_refused(reading: Pages) -> None:
    lead = reading.signed_in("lead").client
    fields = {f"a{number}": "1" for number in range(MOST_FIELDS + 1)}
    assert lead.post(LOOK, data=fields).status_code == 400
    assert (
        lead.post("/hop-dong/doi-chieu", files=[("tep", ("a", b"")) for _ in range(MOST_FILES + 1)]).status_code == 400
    )
    many = [("tep", (None, b"")) for _ in range(MOST_FIELDS + 1)]
    assert lead.post("/hop-dong/doi-chieu", files=many).status_code == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [("multipart/form-data", b"x"), ("multipart/form-data; boundary=b", b"--b\r\nbroken"), ("application/json", b"{"),
     ("text/plain; charset=none", b"\xff\xfe"), ("application/x-www-form-urlencoded", b"%ff=%ff&csrf=%ed%a0%80")],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_no_fault_of_ours(reading: Pages, kind: str, body: bytes) -> None:
    answer = reading.signed_in("lead").client.post("/hop-dong/doi-chieu", content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 403)


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
    token = token_of(reading, "viewer")
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
    assert urlsplit(urljoin(HERE, answer.headers["location"])).netloc == "localhost"


@settings(max_examples=60)
@given(st.text(alphabet="/\\:.?#@ \t\r\nhtps%0aevil\u2028\u00ad", max_size=12))
def test_a_local_path_is_local_to_every_browser(sent: str) -> None:
    """As the URL standard reads it: tabs and line ends dropped, a backslash is a slash."""
    found = local_path(sent, "/")
    read = found.translate({9: None, 10: None, 13: None}).strip().replace("\\", "/")
    assert read.startswith("/")
    assert not read.startswith("//")
    assert urlsplit(urljoin(HERE, read)).netloc == "localhost"


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
