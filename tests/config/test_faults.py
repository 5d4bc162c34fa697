"""Every fault of a file is told with file, entry, key and what is allowed, in Vietnamese."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import wording
from config.load import load, load_outlets, load_settings, sentence
from records import Trouble
from tests.config.fault_cases import CONFIG, FAULTS, PAPER, shipped


def home_with(home: Path, **written: str | bytes) -> Path:
    """A home's config folder; keys are paths with __ for / and without .toml."""
    for name, content in written.items():
        file = home / (name.replace("__", "/").replace("_", "-") + ".toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return home


def trouble(home: Path) -> Trouble:
    with pytest.raises(Trouble) as caught:
        load(home)
    return caught.value


@pytest.mark.parametrize(("file", "content", "key", "facts"), FAULTS)
def test_a_fault_is_told_exactly(tmp_path, file, content, key, facts):
    told = trouble(home_with(tmp_path, **{file.replace("/", "__"): content}))
    assert told.key == key
    assert {name: told.facts[name] for name in facts} == facts
    assert "allowed" in told.facts or key in ("config.broken-toml", "config.unreadable")
    said = sentence(told.key, **told.facts)
    assert not said.startswith("Có lỗi mang mã")
    assert Path(file).name in said or key == "config.circular" or key == "config.unknown-file"
    assert all(str(fact) in said for fact in told.facts.values())


def test_a_file_that_nobody_would_read_is_an_error(tmp_path):
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "bao-thu.toml.txt").write_text(PAPER, "utf-8")
    assert trouble(tmp_path).key == "config.unknown-file"


def test_notes_and_hidden_files_are_passed_over(tmp_path):
    (tmp_path / "outlets").mkdir()
    for name in ("README.md", ".git-keep", "vov.toml~"):
        (tmp_path / "outlets" / name).write_text("?", "utf-8")
    assert load(tmp_path).outlets == load().outlets


def test_a_home_that_is_a_file_is_told(tmp_path):
    (tmp_path / "config").write_text("", "utf-8")
    assert trouble(tmp_path / "config").key == "config.not-a-folder"


def test_a_file_of_a_home_replaces_adds_and_merges(tmp_path):
    vov = 'slug = "vov"\nname = "Đài Tiếng nói Việt Nam"\n'
    written = {"outlets__vov": vov, "outlets__bao-thu": PAPER, "settings": 'contact = "bao@dongthap.gov.vn"'}
    loaded = load(home_with(tmp_path, **written))
    assert loaded.outlets["vov"].name == "Đài Tiếng nói Việt Nam"
    assert not loaded.outlets["vov"].feeds
    assert len(loaded.outlets) == len(load().outlets) + 1
    assert (loaded.settings.contact, loaded.settings.delay_seconds) == ("bao@dongthap.gov.vn", 5.0)


def test_a_home_without_a_config_folder_is_the_shipped_one(tmp_path):
    assert load(tmp_path / "config") == load()


def test_a_file_saved_by_notepad_with_a_byte_order_mark_is_read(tmp_path):
    home = home_with(tmp_path, settings=b"\xef\xbb\xbfdelay_seconds = 7\r\n")
    assert load_settings(home).delay_seconds == 7


def test_a_domain_may_go_from_one_outlet_to_another(tmp_path):
    old = PAPER + 'domains = [{ name = "a.vn", until = 2025-06-30 }]'
    new = PAPER.replace("thu", "moi") + 'domains = [{ name = "a.vn", since = 2025-07-01 }]'
    assert "bao-moi" in load_outlets(home_with(tmp_path, outlets__bao_thu=old, outlets__bao_moi=new))


def test_every_key_that_the_code_raises_has_a_sentence():
    code = "".join(file.read_text("utf-8") for file in CONFIG.glob("*.py"))
    raised = set(re.findall(r'"(config\.[a-z0-9-]+)"', code))
    assert len(raised) > 20
    assert raised <= set(wording.shipped_sentences())


def test_every_sentence_of_ours_is_used():
    code = "".join(file.read_text("utf-8") for file in CONFIG.glob("*.py"))
    ours = tomllib.loads(shipped("sentences/config.toml"))["sentences"]
    for key in ours:
        last = key.rsplit(".", 1)[1]
        assert f'"{last}"' in code or f'"{key}"' in code, key


def test_a_key_without_a_sentence_still_says_what_is_known():
    assert sentence("config.nothing", key="slug", file="a.toml") == (
        "Có lỗi mang mã config.nothing (key: slug; file: a.toml)."
    )
    assert sentence("config.not-utf8", file="a.toml") == "Có lỗi mang mã config.not-utf8 (file: a.toml)."


def test_a_sentence_with_two_homes_is_an_error():
    twice = [("a.toml", '[sentences]\nx = "1"'), ("b.toml", '[sentences]\nx = "2"')]
    with pytest.raises(Trouble) as caught:
        wording.merged_sentences(twice)
    assert caught.value.facts == {"file": "b.toml", "entry": "x", "first": "a.toml"}


MUTATED = ["outlets/vietnamnet.toml", "plans/dong-thap-2024.toml", "settings.toml", "themes.toml"]
SNIPPETS = ['"', "[", "]]", "= 1e999", "= 0xffffffff", "= []", "\n[a]\n", "9" * 5000, "[" * 3000, "\\u0000", "{}", "\0"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(MUTATED),
    start=st.integers(0, 3000),
    length=st.integers(0, 40),
    put=st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=12)),
)
def test_a_mutated_file_is_read_or_told_but_never_breaks(tmp_path, name, start, length, put):
    content = shipped(name)
    start %= len(content)
    mutated = content[:start] + put + content[start + length :]
    for file in MUTATED:
        (tmp_path / file).unlink(missing_ok=True)
    home_with(tmp_path, **{name.removesuffix(".toml").replace("/", "__"): mutated.encode("utf-8", "surrogatepass")})
    assert not told_of(tmp_path).startswith("Có lỗi mang mã")


def told_of(home: Path) -> str:
    """What an officer reads when a home is loaded: nothing where all is well."""
    try:
        load(home)
    except Trouble as told:
        return sentence(told.key, **told.facts)
    return ""
