"""The API: whatever is asked, no fault of ours and nothing that the document does not say; tokens and their rate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.web import WebSettings
from storage.accounts.users import tokens_of
from tests.desk import PLAN
from tests.fillings.whole_item import ITEM
from tests.pages import BASE, Pages
from web.api_document import STATUSES
from web.app import page_routes

FILLINGS = ("flags", "whole_item")
MOST = 5  # calls of a token in a minute, where that is asked
OFFICE = {"settings": WebSettings(calls_per_minute=MOST)}
PATHS = sorted(one.path for routes in page_routes() for one in routes.declared if one.kind == "data")
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = 8  # of each read
GOOD = {
    name: st.sampled_from(words.split())
    for name, words in {
        "ke-hoach": f"{PLAN} tat-ca", "tu": "2026-07-01 2026-07-31 0001-01-01", "bao": "nhan-dan", "noi-dung": "c c1",
        "den": "2026-07-31 2026-07-01 9999-12-31", "sac-thai": "pos neg", "the-loai": "tin", "kenh": "online",
        "chia": "theme,month outlet day", "xep": "moi cu lon", "dem": "het", "dong": "1", "tinh-trang": "tat-ca closed",
        "sau": f"2026-07-22T03:00:00Z~{ITEM} {ITEM} 1 -1", "q": "xã -tiền", "id": ITEM, "toi": "1", "qua-han": "1",
    }.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def document(reading: Pages) -> dict[str, Any]:
    found: dict[str, Any] = reading.signed_in("viewer").get("/api/v1/openapi.json").json()
    return found


def token_of(pages: Pages, role: str = "viewer", name: str = "chương trình") -> str:
    visitor = pages.signed_in(role)
    visitor.get("/tai-khoan")
    shown = visitor.post("/tai-khoan/ma-truy-cap", name=name).text
    return str(re.findall(r"diembao_[\w-]{43}", shown)[0])


def asked(pages: Pages, token: str, path: str = "/api/v1/me") -> Response:
    return pages.nobody().client.get(path, headers={"authorization": f"Bearer {token}"})


# --- whatever is asked ---


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_is_asked_is_a_fault_of_ours_and_every_answer_is_as_the_document_says(
    reading: Pages, document: Mapping[str, Any], path: str
) -> None:
    """Queries as the document allows them, as it does not, and of words that mean something with one of those."""
    operation = schemathesis.openapi.from_dict(dict(document))[path]["GET"]
    client = reading.signed_in("viewer").client
    meant, not_meant = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=meant | not_meant, good=st.fixed_dictionaries({}, optional=GOOD), kept=st.integers(0, 3))
    def holds(case: schemathesis.Case, good: dict[str, str], kept: int) -> None:
        sent = case.as_transport_kwargs(base_url=BASE)
        odd = list((sent.get("params") or {}).items())
        params = {**good, **dict(odd[:1])} if kept else dict(odd)
        case.validate_response(client.request(sent["method"], sent["url"], params=params), checks=CHECKS)

    holds()


# --- who asks ---


def test_the_document_names_every_read_with_what_may_be_told(document: Mapping[str, Any]) -> None:
    assert sorted(document["paths"]) == PATHS
    assert document["security"] == [{"token": []}]
    for path in PATHS:
        (read,) = document["paths"][path].values()
        assert set(map(str, STATUSES)) < set(read["responses"]), path
        assert read["description"]
        assert read["x-role"] == "viewer"


@pytest.mark.parametrize("path", PATHS)
def test_no_read_answers_without_a_session_or_a_token_that_stands(reading: Pages, path: str) -> None:
    client = reading.nobody().client
    for sent in ("", "Bearer", "Bearer ", "Bearer x", "Basic dmlld2VyOng=", "bearer diembao_", "Bearer ờ".encode()):
        answer = client.get(path.replace("{id}", "1"), headers={"authorization": sent} if sent else {})
        assert (answer.status_code, set(answer.json())) == (401, {"error"}), sent
    assert client.post(path).status_code == 405


def test_a_token_is_of_its_user_with_the_role_of_now_and_ends_with_either(office: Pages) -> None:
    token, others = token_of(office, "lead"), token_of(office, "viewer")
    assert token.startswith("diembao_")
    assert asked(office, token).json() == {"login": "lead", "role": "lead"}
    admin = office.signed_in("admin")
    admin.post("/quan-tri/nguoi-dung/lead", name="Cán bộ", role="viewer", department="")
    assert asked(office, token).json() == {"login": "lead", "role": "viewer"}
    admin.post("/quan-tri/nguoi-dung/lead/ngung")
    assert asked(office, token).status_code == 401
    admin.post("/quan-tri/nguoi-dung/lead/mo-lai")
    assert asked(office, token).status_code == 200
    admin.post("/quan-tri/nguoi-dung/lead/mat-khau")
    assert asked(office, token).status_code == 401  # a first password is to be changed first
    assert asked(office, others).status_code == 200


def test_a_token_is_revoked_by_its_user_alone(office: Pages) -> None:
    token = token_of(office, "viewer", name="một")
    user = office.user("viewer").id
    with office.accounts.reading() as db:
        (number,) = (one["id"] for one in tokens_of(db, user) if one["name"] == "một")
    assert office.signed_in("officer").post(f"/tai-khoan/ma-truy-cap/{number}/huy").status_code in (303, 404)
    assert asked(office, token).status_code == 200
    assert office.signed_in("viewer").post(f"/tai-khoan/ma-truy-cap/{number}/huy").status_code == 303
    assert asked(office, token).status_code == 401
    assert office.audit(action="token-end", limit=1)[0]["about"] == str(number)
    assert token not in str(office.audit(limit=200))


def test_a_token_opens_no_page_and_writes_nothing(office: Pages) -> None:
    token = token_of(office, "admin")
    client = office.nobody().client
    headers = {"authorization": f"Bearer {token}"}
    assert client.get("/quan-tri", headers=headers).headers["location"].startswith("/vao")
    assert client.get("/tin-bai.csv", headers=headers).status_code == 303
    assert client.post("/ra", headers={**headers, "x-csrf": ""}).status_code == 401
    assert client.post("/ra", headers={**headers, "x-csrf": token}).status_code == 401
    assert asked(office, token, "/api/v1/me?access_token=x").status_code == 200
    assert client.get(f"/api/v1/me?access_token={token}").status_code == 401


def test_a_token_asks_so_often_in_a_minute_and_is_told_when_again(office: Pages) -> None:
    office.clock.go_on(hours=1)
    token, others = token_of(office, "viewer"), token_of(office, "viewer")
    assert [asked(office, token).status_code for _ in range(MOST + 1)] == [200] * MOST + [429]
    answer = asked(office, token)
    assert set(answer.json()) == {"error"}
    wait = int(answer.headers["Retry-After"])
    assert 0 < wait <= 61
    assert asked(office, others).status_code == 200
    office.clock.go_on(seconds=wait)
    assert [asked(office, token).status_code for _ in range(MOST + 1)] == [200] * MOST + [429]


def test_faults_of_a_program_are_told_as_json(office: Pages) -> None:
    client = office.signed_in("viewer").client
    for path, status in (("/api/v1/khong-co", 404), ("/api/v1/items?xep=x", 404), ("/api/v1/coverage?tu=hom-qua", 400)):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
        assert set(answer.json()) == {"error"}
