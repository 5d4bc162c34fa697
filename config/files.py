"""From TOML files to records: layers of folders, exact faults, no meaning.

A home's own ``config`` folder lies over the shipped one: a file of the same name replaces, a new one
adds. Records are the plain dataclasses of ``records``; pydantic checks their types in JSON's strict
mode, where a list may become a tuple and "2026-01-01" a date but nothing else is guessed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Hashable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.wording import sentence
from records import Trouble

Record = TypeVar("Record")

LONE_FILES = (
    "delivery.toml", "departments.toml", "flags.toml", "ledger.toml", "platforms.toml", "schedule.toml",
    "settings.toml", "themes.toml", "web.toml",
)  # fmt: skip
FOLDERS = ("duties", "lexicons", "outlets", "places", "plans", "social", "tools")
_LINE = re.compile(r"at line (\d+), column (\d+)")
_KINDS = {
    "string_type": "string",
    "int_type": "int",
    "int_from_float": "int",
    "float_type": "float",
    "bool_type": "bool",
    "tuple_type": "list",
    "dataclass_type": "table",
    "dict_type": "table",
}


@dataclass(frozen=True, slots=True)
class Filed(Generic[Record]):
    """A record and the file that it was read from, for messages."""

    file: str
    stem: str
    record: Record


def shipped() -> Traversable:
    """The folder of the data that comes with the package."""
    return files("config")


def lone_file(name: str, home: Path | None) -> Traversable:
    """One of the files beside the folders: the home's where it has one."""
    own = home / name if home is not None else None
    try:
        return own if own is not None and own.exists() else shipped() / name
    except OSError as error:  # a folder into which this process may not look
        raise Trouble("config.unreadable", file=own, detail=error.strerror) from error


def folder(name: str, home: Path | None) -> dict[str, Traversable]:
    """The TOML files of a folder by file name without ".toml", in order; the home's win."""
    found = _toml_files(shipped() / name)
    if home is not None:
        found.update(_toml_files(home / name))
    return dict(sorted(found.items()))


def _toml_files(place: Traversable) -> dict[str, Traversable]:
    if not place.is_dir():
        return {}
    return {entry.name[: -len(".toml")]: entry for entry in _listed(place) if entry.name.endswith(".toml")}


def _listed(place: Traversable) -> list[Traversable]:
    """What is in a folder, by name; Trouble where this process may not look into it."""
    try:
        return sorted(place.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise Trouble("config.unreadable", file=place, detail=error.strerror) from error


def check_home(home: Path) -> None:
    """A file or folder that nobody would read is an error: it would be passed over in silence."""
    if not home.exists():
        return
    if not home.is_dir():
        raise Trouble("config.not-a-folder", file=home)
    for entry in _listed(home):
        if entry.is_dir() and entry.name in FOLDERS:
            for inner in _listed(entry):
                _check_name(inner, inner.name.endswith(".toml"), "*.toml")
        else:
            allowed = ", ".join((*LONE_FILES, *(f"{name}/" for name in FOLDERS)))
            _check_name(entry, entry.name in LONE_FILES, allowed)


def _check_name(entry: Traversable, known: bool, allowed: str) -> None:
    passed_over = entry.name.startswith(".") or entry.name.endswith(("~", ".md"))
    if not (known and entry.is_file()) and not passed_over:
        raise Trouble("config.unknown-file", file=entry, allowed=allowed)


def read_table(source: Traversable) -> dict[str, Any]:
    """The table of a TOML file; Trouble names the line of a flaw."""
    content = ""
    try:
        content = source.read_bytes().decode("utf-8-sig")
        return tomllib.loads(content)
    except UnicodeDecodeError as error:
        raise Trouble("config.not-utf8", file=source, allowed="UTF-8") from error
    except (OSError, RecursionError) as error:
        raise Trouble("config.unreadable", file=source, detail=error) from error
    except ValueError as error:  # TOMLDecodeError, and integers of thousands of digits
        line, column = _place_of(error, content)
        raise Trouble("config.broken-toml", file=source, line=line, column=column, detail=error) from error


def _place_of(error: ValueError, content: str) -> tuple[str, str]:
    """Line and column of a flaw; one that names none was found at the end."""
    place = _LINE.search(str(error))
    last = content.rstrip("\n").rsplit("\n", 1)[-1]
    return (place[1], place[2]) if place else (str(content.rstrip("\n").count("\n") + 1), str(len(last) + 1))


def read_record(source: Traversable, of: type[Record]) -> Filed[Record]:
    """A whole file as one record."""
    return Filed(str(source), source.name[: -len(".toml")], validated(read_table(source), of, str(source)))


def validated(table: dict[str, Any], of: type[Record], file: str) -> Record:
    """A table as a record; Trouble names file, entry, key and what is allowed."""
    try:
        written = json.dumps(table, default=_as_json)
        record: Record = _adapter(cast(Hashable, of)).validate_json(written, strict=True)
    except ValidationError as error:
        raise _first_fault(error, table, of, file) from error
    except (ValueError, RecursionError) as error:
        raise Trouble("config.unreadable", file=file, detail=error) from error
    return record


@cache
def _adapter(of: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(type, of))


def _as_json(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise ValueError(value)


def _first_fault(error: ValidationError, table: dict[str, Any], of: type, file: str) -> Trouble:
    """The trouble of the first fault; an unknown key goes first, for it is often the missing one misspelt."""
    faults = error.errors(include_url=False)
    fault = next((one for one in faults if one["type"] == "unexpected_keyword_argument"), faults[0])
    path = fault["loc"]
    where = {"file": file, "entry": named(path[:-1]), "field": _last_name(path)}
    if fault["type"] == "unexpected_keyword_argument":
        allowed = ", ".join(_field_names(_record_at(of, path[:-1])))
        return Trouble("config.unknown-key", **where, allowed=allowed)
    if fault["type"] in ("missing", "missing_argument"):
        return Trouble("config.missing-key", **where, allowed=_expected(fault, of, path))
    return Trouble("config.wrong-type", **where, value=_shown(table, path), allowed=_expected(fault, of, path))


def named(path: tuple[int | str, ...]) -> str:
    """A place in a file as officers read it, counted from one: ``feeds[2]``; () is the file as such."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".") or sentence("config.whole-file")


def _last_name(path: tuple[int | str, ...]) -> str:
    """The key, with its list where a fault lies in one: ``subs[2]``."""
    return named(path[-1:]) if not path or isinstance(path[-1], str) else named(path[-2:])


def _record_at(of: object, path: tuple[int | str, ...]) -> object:
    """The type that the records give to a place: of ``Outlet`` and ("feeds", 1) it is ``Feed``."""
    for part in path:
        if isinstance(part, int):
            of = next(iter(get_args(of)), None)
        elif isinstance(of, type) and is_dataclass(of):
            of = get_type_hints(of).get(part)
        else:
            return None
    return of


def _field_names(of: object) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of)) if isinstance(of, type) and is_dataclass(of) else ()


def _expected(fault: ErrorDetails, of: type, path: tuple[int | str, ...]) -> str:
    """What may stand there, in words of the sentence files."""
    if fault["type"] == "literal_error":
        return str(fault.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "")
    if fault["type"].startswith("date"):
        return sentence("config.kind.date")
    kind = _KINDS.get(fault["type"]) or _kind_of(_record_at(of, path))
    return sentence(f"config.kind.{kind}")


def _kind_of(of: object) -> str:
    """The word for a field's type, for a fault that does not say it (a missing key)."""
    simple: dict[object, str] = {str: "string", int: "int", float: "float", bool: "bool", date: "date"}
    if of in simple:
        return simple[of]
    return "list" if getattr(of, "__origin__", None) is tuple else "string"


def _shown(table: object, path: tuple[int | str, ...]) -> str:
    """The value that stands at a path, short."""
    for part in path:
        if not isinstance(table, dict | list) or (isinstance(table, list) and not isinstance(part, int)):
            break
        try:
            table = table[part]  # type: ignore[index]
        except (KeyError, IndexError):
            break
    shown = str(table)
    return shown if len(shown) <= 60 else shown[:59] + "…"
