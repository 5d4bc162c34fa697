"""An officer signs in with an account of the province, in Chromium: the issuer stands on another site, as it will."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from config.web import OidcSettings, WebSettings
from outbound import connected
from tests.axe import needs_axe, violations
from tests.browser import DESK, PHONE, Screens, overhang, served
from tests.desk import KnownHome
from tests.issuer import CLIENT, SECRET, Issuer, serving
from tests.pages import Pages
from web.signing_in.oidc import COOKIE, OidcSignIn
from web.signing_in.oidc_issuer import KnownIssuer

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """At "localhost", for whose cookies our 127.0.0.1 is a stranger."""
    with serving() as made:
        made.address = made.address.replace("127.0.0.1", "localhost")
        yield made


@pytest.fixture(scope="module")
def screens(browser: Browser, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screens]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    oidc = OidcSettings(issuer.address, CLIENT, f"http://127.0.0.1:{port}", issuer_is_internal=True)
    home = KnownHome(tmp_path_factory.mktemp("walk") / "home")
    home.path.mkdir()
    way = OidcSignIn(oidc, KnownIssuer(oidc, SECRET))
    pages = Pages(home, settings=WebSettings(oidc=oidc), oidc=way)
    with served(pages, port) as address:
        yield Screens(browser, address)
    pages.close()


def test_there_no_there_again_yes_and_out_of_both_without_javascript(screens: Screens) -> None:
    screens.said.clear()
    with screens.open(script=False) as page:
        page.goto("/tai-khoan?x=1")
        page.get_by_role("link", name="Vào bằng tài khoản của tỉnh").click()
        page.get_by_role("link", name="Không").click()
        assert "không đồng ý" in page.get_by_role("alert").inner_text()
        page.get_by_role("link", name="Vào bằng tài khoản của tỉnh").click()
        page.get_by_role("link", name="Đồng ý").click()
        page.wait_for_url("**/tai-khoan?x=1")
        assert "Cán bộ officer" in page.get_by_role("banner").inner_text()
        names = {cookie["name"] for cookie in page.context.cookies(screens.address)}
        assert names == {"phien", "may-quen"}
        page.locator("details.who summary").click()
        page.get_by_role("button", name="Đăng xuất", exact=True).click()
        page.wait_for_url("**/vao?da-ra=1")
        page.get_by_role("link", name="thoát cả ở đó").click()
        page.wait_for_url("**/logout?**")
        page.goto("/tai-khoan")
        assert page.url.endswith("/vao?tiep=%2Ftai-khoan")
    assert [said for said in screens.said if "Content Security Policy" in said] == []


def test_an_answer_that_is_opened_again_is_no_second_session(screens: Screens) -> None:
    with screens.open() as page:
        page.goto("/vao")
        page.get_by_role("link", name="Vào bằng tài khoản của tỉnh").click()
        back = page.get_by_role("link", name="Đồng ý").get_attribute("href") or ""
        page.get_by_role("link", name="Đồng ý").click()
        page.wait_for_url("**/")
        page.context.clear_cookies()
        page.goto(back)
        assert "đã dùng rồi" in page.get_by_role("alert").inner_text()
        assert COOKIE not in {cookie["name"] for cookie in page.context.cookies(screens.address)}


@needs_axe
@pytest.mark.parametrize(("size", "dark"), [(DESK, False), (PHONE, True)])
def test_the_form_with_the_button_is_for_everybody(screens: Screens, size: tuple[int, int], dark: bool) -> None:
    with screens.open(size=size, dark=dark) as page:
        for path in ("/vao?da-ra=1", "/vao/co-quan/ve?code=x&state=y"):
            page.goto(path)
            assert violations(page) == []
            assert overhang(page) <= 0


def test_a_host_is_tried_at_each_of_its_addresses(issuer: Issuer) -> None:
    """``localhost`` may have an address of IPv6, at which nobody listens here."""
    port = int(issuer.address.rpartition(":")[2])
    connected("http", "localhost", port, may=lambda address: True, timeout=5).close()
