"""Whole homes, run by the real command: what one holds, that its evidence stands, and a run killed on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from crawlers.archive import checksums, sha256_of
from crawlers.warc import read_record, record_id, scan
from tests.conftest import ROOT, Diembao

KILLS = 3
# Which file of the archive holds a record depends on how often the run was broken off; that it holds
# it is checked apart (see assert_evidence).
VOLATILE = {"items": {"number"}, "fetches": {"warc", "offset"}, "journals": {"bytes"}}
TABLES = (
    "fetches", "items", "addresses", "versions", "leads", "annotations", "proofs", "drops", "faults", "journals",
)  # fmt: skip


def content(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database, in an order that does not depend on when it was written."""
    db = sqlite3.connect(home / "diembao.db")
    db.row_factory = sqlite3.Row
    tables = {}
    for table in TABLES:
        rows = (dict(row) for row in db.execute(f"SELECT * FROM {table}"))
        kept = ({name: value for name, value in row.items() if name not in VOLATILE.get(table, ())} for row in rows)
        tables[table] = sorted((tuple(row.values()) for row in kept), key=repr)
    words = "SELECT i.id, f.text FROM items_fts f JOIN items i ON i.number = f.rowid"
    tables["words"] = sorted(tuple(row) for row in db.execute(words))
    db.close()
    return tables


def assert_evidence(home: Path) -> None:
    """Every archived response stands where the ledger says, once, in a closed and listed file."""
    assert not list((home / "archive").glob("*.open"))
    listed = checksums(home / "archive")
    assert {path.name: sha256_of(path) for path in (home / "archive").glob("*.warc.gz")} == listed
    records = [capture.record for name in listed for capture in scan(home / "archive" / name)]
    assert len(records) == len(set(records))
    db = sqlite3.connect(home / "diembao.db")
    placed = db.execute('SELECT key, warc, "offset" FROM fetches WHERE warc IS NOT NULL').fetchall()
    db.close()
    assert {key for key, _, _ in placed} == set(records)
    for key, warc, offset in placed:
        assert record_id(read_record(home / "archive" / warc, offset)) == key


def run_json(diembao: Diembao, home: Path, *words: object, code: int = 0) -> Any:
    done = diembao("--home", home, *words, "--format", "json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def kill_and_finish(home: Path, archive: Path, diembao: Diembao, *, longest: float) -> None:
    """Kill -9 three runs at random moments (of a run's usual seconds), then let one end."""
    moments = random.Random(os.urandom(8))
    command = [sys.executable, "-m", "cli", "--home", str(home), "run", "--replay", str(archive), "--format", "json"]
    for _ in range(KILLS):
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.8, longest))
        run.send_signal(signal.SIGKILL)
        run.wait()
    report = run_json(diembao, home, "run", "--replay", archive)
    assert report["entered"] == report["kept"] + sum(report["dropped"].values())
