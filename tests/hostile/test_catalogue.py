"""The catalogue of faults is whole, and a home can be configured for it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hostile.fault import Fault
from hostile.faults import CONTROL, FAULTS, chosen
from hostile.home import FAST, write_configuration, write_names
from hostile.server import Press, host_of
from tests.conftest import ROOT
from tests.hostile.asking import fault_of


def test_the_catalogue_is_whole() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) >= 50
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(fault.what.endswith(".") and 0 <= fault.kept <= fault.articles for fault in FAULTS)
    assert all(fault.runs in (1, 2) and fault.late < fault.articles for fault in FAULTS)
    assert len({host_of(fault) for fault in (CONTROL, *FAULTS)}) == len(FAULTS) + 1 <= 254


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_expected_word_is_documented(fault: Fault) -> None:
    documented = set(re.findall(r"`([a-z0-9-]+)`", (ROOT / "docs" / "reasons.md").read_text("utf-8")))
    expected = {re.sub(r"^http-\d{3}$", "ok", word) for group in fault.expected for word in group}
    assert expected <= documented


def test_no_two_articles_of_the_press_share_a_title(press: Press) -> None:
    shared = [fault for fault in (CONTROL, *FAULTS) if fault.name != "titles-repeated"]
    titles = [story.title for fault in shared for story in press.site(fault).stories]
    assert len(titles) == len(set(titles))


def test_faults_are_chosen_by_name() -> None:
    assert [fault.name for fault in chosen(["to-ftp", "feed-403"])] == ["feed-403", "to-ftp"]
    assert chosen([]) == FAULTS
    with pytest.raises(LookupError, match="nobody-knows"):
        chosen(["nobody-knows"])


def test_a_home_is_configured_for_every_outlet(press: Press, tmp_path: Path) -> None:
    write_configuration(tmp_path, press, FAST)
    write_names(tmp_path / "names.json", FAULTS)
    assert len(list((tmp_path / "outlets").glob("*.toml"))) == len(FAULTS) + 1
    assert "sitemaps" in (tmp_path / "outlets" / "sitemap-index.toml").read_text("utf-8")
    assert "first_visit" in (tmp_path / "outlets" / "cookie-first.toml").read_text("utf-8")
    names = json.loads((tmp_path / "names.json").read_text("utf-8"))
    assert names["doi-cho.press.test"] == [[host_of(fault_of("dns-rebinding"))], ["10.0.0.1"]]
