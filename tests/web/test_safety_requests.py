"""Requests that no officer sends: forged forms, bodies without an end, files that unpack to gigabytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from tests.pages import BASE, DONE, LOOK, Pages
from web.app import page_routes
from web.forms.csrf import MOST_FIELDS, MOST_FILES

FILLINGS = ("today",)


# --- forged forms ---


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "x" * 43}, {"csrf": "ườm"}])
def test_a_form_without_the_token_of_its_session_is_refused(reading: Pages, sent: dict[str, str]) -> None:
    answer = reading.signed_in("viewer").client.post(LOOK, data=sent)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_token_of_another_session_is_no_token(reading: Pages) -> None:
    viewer, others = reading.signed_in("viewer").client, reading.form_token("officer")
    assert viewer.post(LOOK, data={"csrf": others}).status_code == 403
    outside = reading.nobody()
    outside.get("/vao")
    assert outside.csrf
    assert viewer.post(LOOK, data={"csrf": outside.csrf}).status_code == 403
    assert viewer.post(LOOK, data={"csrf": reading.form_token("viewer")}).status_code == DONE


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
     {"origin": "file://localhost"}, {"origin": "localhost"}, {"origin": BASE, "sec-fetch-site": "cross-site"}],
    ids=str,
)  # fmt: skip
def test_a_form_that_comes_from_elsewhere_is_refused_though_its_token_is_right(
    reading: Pages, headers: dict[str, str]
) -> None:
    token = reading.form_token("viewer")
    answer = reading.signed_in("viewer").client.post(LOOK, data={"csrf": token}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"origin": BASE}, {"origin": BASE, "sec-fetch-site": "same-origin"}], ids=str)
def test_a_form_of_ours_is_taken_from_old_browsers_and_new(reading: Pages, headers: dict[str, str]) -> None:
    token = reading.form_token("viewer")
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
    assert "dài hơn mức cho phép" in answer.text
    assert ("Mục lục" in answer.text) == bool(role)  # who was known keeps the menu


@pytest.mark.parametrize("path", ["/hop-dong/doi-chieu", "/nguon/bi-sot/danh-sach"])
def test_an_upload_that_is_too_large_is_refused_with_and_without_a_length(reading: Pages, path: str) -> None:
    lead = reading.signed_in("lead").client
    most = reading.settings.upload_bytes
    content = b"x" * (most + 1)
    answer = lead.post(path, files={"tep": ("a.csv", content)})
    assert answer.status_code == 413
    assert "tối đa 20 MB" in answer.text
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
    lead, token = reading.signed_in("lead"), reading.form_token("lead")
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
