"""What an officer said once of the columns of a listening tool's exports: kept in the home, open to his hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from config.files import folder, read_record
from records import STRICT, Trouble

FOLDER = "tools"  # of the home's config


@dataclass(frozen=True, slots=True)
class Tool:
    """Headings (folded, words only) and the fields that their columns are."""

    __pydantic_config__: ClassVar = STRICT
    columns: Mapping[str, str] = field(default_factory=dict)


def load_tool(name: str, home_config: Path | None) -> Tool:
    """What is known of a tool; nothing of one whose files were never asked about."""
    source = folder(FOLDER, home_config).get(name) if home_config else None
    return read_record(source, Tool).record if source else Tool()


def save_tool(name: str, tool: Tool, home_config: Path) -> Path:
    """Write what was said of a tool's columns; Trouble("output.cannot-write")."""
    path = home_config / FOLDER / f"{name}.toml"
    lines = [
        f"{json.dumps(heading, ensure_ascii=False)} = {json.dumps(said)}" for heading, said in tool.columns.items()
    ]
    content = "\n".join(
        ["# Tên cột của công cụ này và ý nghĩa của từng cột; sửa bằng tay được.", "[columns]", *lines, ""]
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    except OSError as error:
        raise Trouble("output.cannot-write", file=str(path), detail=error.strerror) from error
    return path
