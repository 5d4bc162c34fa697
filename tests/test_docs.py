"""Docs that cannot lie: commands, reasons and sentences are held against the code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import click
import pytest

from cli import main
from config.wording import shipped_sentences
from screen import reason_sentence

ROOT = Path(__file__).parents[1]
CODE = [
    path for room in ("config", "crawlers", "nlp", "pipeline", "storage", "web") for path in (ROOT / room).rglob("*.py")
]
CODE += [ROOT / "cli.py", ROOT / "screen.py"]


def test_the_command_reference_is_what_the_commands_say() -> None:
    spec = importlib.util.spec_from_file_location("cli_reference", ROOT / "docs" / "cli_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == module.reference(), "run `make docs`"


def test_every_command_and_option_has_help() -> None:
    for command in main.commands.values():
        assert command.help
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{command.name} {parameter.name}"


@pytest.mark.parametrize(("name", "left_out"), [("README.md", 1), ("docs/huong-dan.md", 6)])
def test_the_commands_of_the_guides_exist(name: str, left_out: int) -> None:
    guide = (ROOT / name).read_text("utf-8")
    named = re.findall(r"^diembao (\w+)(.*?)(?:#|$)", guide, re.MULTILINE)
    words = {word for word, _ in named}
    assert words <= set(main.commands)
    assert len(words) == len(main.commands) - left_out
    for word, rest in named:
        known = {option for parameter in parameters_of(main.commands[word]) for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, word


def parameters_of(command: click.Command) -> list[click.Parameter]:
    """The parameters of a command, of a group those of its commands too."""
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(parameter for one in inner for parameter in one.params)]


def documented_words() -> set[str]:
    words: set[str] = set()
    for line in (ROOT / "docs" / "reasons.md").read_text("utf-8").splitlines():
        if line.startswith("| `"):
            words |= set(re.findall(r"`([a-zA-Z0-9-]+)`", line.split("|")[1]))
    return words


def test_every_documented_reason_has_its_sentence_and_the_other_way_round() -> None:
    sentences = {key.removeprefix("reason.") for key in shipped_sentences() if key.startswith("reason.")}
    assert documented_words() - {"http-NNN"} == sentences - {"http"}
    assert "404" in reason_sentence("http-404")


def test_every_reason_word_of_the_code_is_documented() -> None:
    pattern = re.compile(r'(?:Dropped\("\w+", [^,]+, |BadAddress\(|fault="|return \(?")"?([a-z]+(?:-[a-z]+)+)"')
    rooms = [path for path in CODE if path.relative_to(ROOT).parts[0] in ("crawlers", "pipeline")]
    used = {word for path in rooms for word in pattern.findall(path.read_text("utf-8"))}
    assert used
    assert used - {"http-"} <= documented_words()


def test_every_trouble_has_a_sentence() -> None:
    pattern = re.compile(r'Trouble\(\s*"([\w.-]+)"')
    raised = {key for path in CODE for key in pattern.findall(path.read_text("utf-8"))}
    assert len(raised) > 30
    assert raised <= set(shipped_sentences())


def test_every_sentence_key_of_the_screen_exists() -> None:
    pattern = re.compile(r'(?:sentence|say|note)\(\s*"([\w.-]+)"')
    used = {key for path in CODE for key in pattern.findall(path.read_text("utf-8"))}
    assert used <= set(shipped_sentences())


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/flow.md", "docs/choices.md", "docs/reasons.md", "docs/huong-dan.md",
             "docs/security.md"],
)  # fmt: skip
def test_paths_named_in_the_docs_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    paths = re.findall(r"`((?:config|crawlers|nlp|pipeline|storage|web|tests|docs|bench|demo)/[\w./-]*)`", text)
    modules = [ROOT / f"{path.partition('.')[0]}.py" for path in paths]
    missing = [
        path for path, module in zip(paths, modules, strict=True) if not (ROOT / path).exists() | module.exists()
    ]
    assert missing == []
