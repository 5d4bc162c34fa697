"""An issuer that is down, slow, broken or leads elsewhere."""

from __future__ import annotations

import pytest

from tests.issuer import serving
from tests.signing_in import BEGIN, JoinedOffice, who

pytestmark = pytest.mark.network


def told(office: JoinedOffice) -> tuple[int, str]:
    answer = office.nobody().get(BEGIN)
    return answer.status_code, answer.text.partition('role="alert"><p>')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"issuer": "https://evil.example"}, "tự xưng địa chỉ khác"), ({"issuer": None}, "tự xưng địa chỉ khác"),
        ({"token_endpoint": None}, "không đọc được"), ({"jwks_uri": "file:///etc/passwd"}, "không đọc được"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "không đọc được"),
        ({"token_endpoint": "http://dangnhap.example.vn/token"}, "không đọc được"),
        ({"end_session_endpoint": 7}, "không đọc được"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_used_is_said_to_be_one(
    office: JoinedOffice, document: dict[str, object], words: str
) -> None:
    office.issuer.document = document
    status, text = told(office)
    assert status == 503
    assert words in text


def test_an_issuer_that_is_down_slow_or_broken_says_so_and_the_password_still_serves(
    office: JoinedOffice,
) -> None:
    office.configure(seconds=0.4)
    issuer = office.issuer
    issuer.status = 500
    assert told(office)[0] == 503
    issuer.status = 200
    issuer.drip.clear()
    status, text = told(office)
    issuer.drip.set()
    assert (status, "không trả lời" in text) == (503, True)
    visitor = office.nobody()
    assert visitor.sign_in("officer").status_code == 303


def test_an_issuer_that_nobody_serves_says_so(office: JoinedOffice) -> None:
    with serving() as gone:
        pass
    office.configure(issuer=gone.address)
    status, text = told(office)
    assert status == 503
    assert "không trả lời" in text


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/", "https://a.vn/"])
def test_no_redirect_is_followed(office: JoinedOffice, target: str) -> None:
    office.issuer.redirect = target
    status, text = told(office)
    assert status == 503
    assert "chuyển câu hỏi" in text


@pytest.mark.parametrize(
    "address",
    ["https://10.0.0.1/token", "https://127.0.0.2:9/token", "https://169.254.169.254/token", "https://[fd00::1]/token",
     "https://2130706433/token"],
)  # fmt: skip
def test_an_inner_address_is_asked_only_where_it_is_the_issuers_own(office: JoinedOffice, address: str) -> None:
    """The issuer of these tests is internal, and yet no other host that it names may be."""
    office.issuer.document["token_endpoint"] = address
    visitor, written = office.nobody(), office.audit(action="sign-in")
    answer = office.come(visitor)
    assert (answer.status_code, who(visitor)) == (503, "")
    assert "địa chỉ mạng nội bộ" in answer.text
    assert office.audit(action="sign-in") == written  # the log has it


def test_an_issuer_with_an_inner_address_must_be_said_to_have_one(office: JoinedOffice) -> None:
    office.configure(issuer_is_internal=False)
    status, text = told(office)
    assert status == 503
    assert "issuer_is_internal = true" in text
    assert office.issuer.asked == []
