"""The house of the design, enforced: imports point downwards, siblings never, and rooms stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GROUND = {"records", "casework", "outbound", "pieces", "platforms", "text", "times", "markup", "urls"}
ROOMS = {"commands", "config", "crawlers", "nlp", "storage", "pipeline", "web"}
# Who may import whom: the table of the design. "pipeline.jobs" alone wires rooms together.
MAY_IMPORT = {
    "records": set(), "casework": {"records"}, "pieces": {"records", "text"}, "platforms": {"records"},
    "text": {"records"}, "times": {"records"}, "markup": {"text"},
    "outbound": set(), "urls": set(),
    "config": GROUND | {"config"},
    "crawlers": GROUND | {"crawlers"},
    "nlp": GROUND | {"nlp"},
    "storage": GROUND | {"storage"},
    "pipeline": GROUND | {"pipeline"},
    "pipeline.jobs": GROUND | ROOMS - {"commands", "web"},
    "web": GROUND | {"cells", "config", "processes", "storage", "pipeline", "web"},
    "cells": GROUND | {"config", "pipeline"},
    "screen": GROUND | {"cells", "config", "storage", "pipeline"},
    "commands": GROUND | {"config", "storage", "pipeline", "screen", "commands", "scheduler", "web"},
    "processes": set(),
    "due": GROUND | {"config"},
    "scheduler": GROUND | {"config", "due", "processes"},
    "cli": GROUND | {"config", "pipeline", "commands"},
}  # fmt: skip
# Within "pipeline.jobs": what is on the right never knows of what is on the left.
JOBS_MAY_IMPORT = {
    "home": set(), "report": set(),
    "watching": {"home"},
    "ledger": {"home", "watching"},
    "items": {"home", "ledger"},
    "queue": {"home", "ledger"},
    "reading": {"home", "report", "watching", "items"},
    "collecting": {"home", "report", "watching", "reading"},
    "upkeep": {"home", "report", "collecting"},
    "exports": {"home", "ledger", "queue", "upkeep", "watching"},
}  # fmt: skip
# What the pages may ask of the jobs: never what crawls, reads pages or needs the models.
JOBS_OF_WEB = {"home", "report", "watching", "ledger", "items", "queue", "exports"}
# Within "web": the rooms know of the modules of the frame, and of these other rooms; of the pages nobody does.
WEB_MAY_IMPORT = {
    "caching": set(), "charts": set(), "forms": set(), "queries": set(), "signing_in": set(), "subprocesses": set(),
    "presenters": {"caching"},
    "files": {"queries", "subprocesses"},
    "pages": {"caching", "charts", "files", "forms", "presenters", "queries", "signing_in", "subprocesses"},
}  # fmt: skip
OURS = GROUND | ROOMS | {"cells", "cli", "due", "processes", "screen", "scheduler", "demo", "bench", "hostile", "tests"}
# Commands import what is slow to load (Scrapy, scikit-learn) only when they are called.
MAY_IMPORT_LATE = {
    "commands/daily.py",
    "commands/decisions.py",
    "commands/evidence.py",
    "commands/flags.py",
    "commands/imports.py",
    "commands/labels.py",
    "commands/ledger.py",
    "commands/office.py",
    "commands/pages.py",
    "commands/samples.py",
    "commands/sources.py",
    "commands/timetable.py",
    "commands/upkeep.py",
    "nlp/bait.py",
    "nlp/models.py",
    "pipeline/jobs/reading/labels.py",
    "pipeline/jobs/reading/names.py",
    "web/files/word_file.py",
    # Workbooks, and numpy under the lexicons: the pages start without them, and most answers need neither.
    "pipeline/jobs/items/voices.py",
    "pipeline/jobs/watching/addresses.py",
    "pipeline/jobs/watching/list_files.py",
    "pipeline/reports/tables.py",
    "pipeline/reports/workbook.py",
}
MODULE_LINES, FUNCTION_LINES = 330, 60
LONGER = {"records.py": 470}  # the nouns stand together, that one noun is used for one thing
MEDIAN_LINES, MOST_LINES, POSITIONAL = 10, 30, 5


def sources() -> list[Path]:
    found = [
        ROOT / f"{name}.py" for name in sorted(GROUND | {"cells", "cli", "due", "processes", "scheduler", "screen"})
    ]
    for room in sorted(ROOMS):
        found += sorted((ROOT / room).rglob("*.py"))
    return found


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "pipeline.jobs" if parts[:2] == ("pipeline", "jobs") else parts[0]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield str(node.module), node.lineno


def broken_rules(path: Path, source: str) -> list[str]:
    """Imports of ours that the table does not allow."""
    room, broken = name_of(path), []
    for module, line in imports(ast.parse(source)):
        top = module.partition(".")[0]
        target = "pipeline.jobs" if module.startswith("pipeline.jobs") else top
        inside = room == "pipeline" and target == "pipeline.jobs"
        if top in OURS and (top not in MAY_IMPORT[room] or inside):
            broken.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    return broken


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_table(path: Path) -> None:
    assert broken_rules(path, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [("storage/store.py", "import config.load"), ("nlp/places.py", "from storage.queries import search"),
     ("crawlers/feeds.py", "from pipeline.extract import article_of_page"), ("records.py", "import text"),
     ("pipeline/extract.py", "from pipeline.jobs.home import Home"), ("pipeline/extract.py", "import crawlers.feeds")],
)  # fmt: skip
def test_the_rule_bites(room: str, line: str) -> None:
    assert broken_rules(ROOT / room, f"def late():\n    {line}\n")


def job_room(module: str) -> str:
    return module.split(".")[2]


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline" / "jobs").rglob("*.py")), ids=lambda path: path.stem)
def test_rooms_of_jobs_import_downwards(path: Path) -> None:
    parts = path.relative_to(ROOT / "pipeline" / "jobs").with_suffix("").parts
    jobs = [one for one, _ in imports(ast.parse(path.read_text("utf-8"))) if one.startswith("pipeline.jobs.")]
    if parts != ("__init__",):
        assert {job_room(one) for one in jobs} <= JOBS_MAY_IMPORT[parts[0]] | {parts[0]}


@pytest.mark.parametrize("path", sorted((ROOT / "web").rglob("*.py")), ids=lambda path: path.stem)
def test_pages_ask_only_jobs_that_read(path: Path) -> None:
    jobs = [one for one, _ in imports(ast.parse(path.read_text("utf-8"))) if one.startswith("pipeline.jobs.")]
    assert {job_room(one) for one in jobs} <= JOBS_OF_WEB


@pytest.mark.parametrize("path", sorted((ROOT / "web").rglob("*.py")), ids=lambda path: path.stem)
def test_rooms_of_the_pages_know_no_more_of_each_other_than_they_must(path: Path) -> None:
    room, *below = path.relative_to(ROOT / "web").with_suffix("").parts
    asked = {one.split(".")[1] for one, _ in imports(ast.parse(path.read_text("utf-8"))) if one.startswith("web.")}
    others = asked & WEB_MAY_IMPORT.keys() - {room}
    assert others <= (WEB_MAY_IMPORT[room] if below else WEB_MAY_IMPORT.keys() - {"charts", "pages"}) or room == "app"


@pytest.mark.parametrize("path", sorted((ROOT / "storage").rglob("*.py")), ids=lambda path: path.stem)
def test_the_users_and_what_was_collected_stand_in_files_of_their_own(path: Path) -> None:
    """What was collected can be made again and may be deleted for it; neither file's code knows of the other's."""
    ours = {one for one, _ in imports(ast.parse(path.read_text("utf-8"))) if one.startswith("storage.")}
    accounts = path.parent.name == "accounts"
    assert [one for one in ours if one.startswith("storage.accounts") is not accounts] == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_is_hidden_in_a_function(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name in MAY_IMPORT_LATE or name.startswith("web/charts/"):  # a chart's libraries load when one is drawn
        return
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    assert [module for function in functions for module, _ in imports(function)] == []


def test_rooms_and_functions_stay_small() -> None:
    lengths = []
    for path in sources():
        source = path.read_text("utf-8")
        most = LONGER.get(path.name, MODULE_LINES)
        assert len(source.splitlines()) <= most, f"{path.name}: split it by what changes together"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append((node.end_lineno or 0) - node.lineno + 1)
                assert lengths[-1] <= FUNCTION_LINES, f"{path.name}: {node.name} has {lengths[-1]} lines"
    lengths.sort()
    assert lengths[len(lengths) // 2] <= MEDIAN_LINES
    assert lengths[len(lengths) * 9 // 10] <= MOST_LINES


def test_no_sql_leaks_out_of_storage() -> None:
    words = ("SELECT ", "INSERT INTO", "DELETE FROM", "sqlite3", "sqlite_utils")
    leaks = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sources()
        if "storage" not in path.relative_to(ROOT).parts[:1]
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert leaks == []


def test_reading_commands_start_without_the_crawler_or_a_model() -> None:
    """The officers' searches must not wait for Scrapy, trafilatura or scikit-learn to load."""
    import subprocess
    import sys

    heavy = ("scrapy", "trafilatura", "sklearn", "underthesea", "apscheduler", "docx")
    code = f"import cli, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_pages_start_without_the_crawler_a_model_or_a_chart() -> None:
    """A server that starts within a second; a chart's libraries load when the first is drawn."""
    import subprocess
    import sys

    heavy = ("scrapy", "twisted", "trafilatura", "sklearn", "underthesea", "altair", "vl_convert", "docx", "numpy")
    code = f"import web.app, sys; web.app.page_routes(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_starts_without_the_models() -> None:
    """Most runs bring nothing to judge; what the models need takes as long to load as all the rest."""
    import subprocess
    import sys

    heavy = ("sklearn", "skops", "underthesea")
    code = f"import pipeline.jobs.collecting.run, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
