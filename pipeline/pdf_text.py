"""The text of a PDF, read in a process of its own: nobody vouches for the file, and it may be made to never end.

``python -m pipeline.pdf_text FILE`` prints one JSON object: ``text``, ``pages``, ``why`` ("" or a word of
docs/reasons.md).
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from text import stored

MAX_BYTES = 20_000_000  # of a file whose text is looked for; a page of a paper has some 5 MB
MAX_PAGES, MAX_CHARACTERS = 60, 200_000
LEAST_LETTERS = 20  # of a text that is one: a scan often has a page number and nothing else
SECONDS, MEMORY = 40, 1_500_000_000  # that reading one file may take


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF gives; ``why`` is "" where it gave a text."""

    text: str = ""
    pages: int = 0
    why: str = ""


def pdf_text(path: Path, *, seconds: int = SECONDS) -> PdfText:
    """The text of a PDF within its limits; never raises for what stands in the file."""
    if path.stat().st_size > MAX_BYTES:
        return PdfText(why="pdf-too-large")
    command = [sys.executable, "-m", "pipeline.pdf_text", str(path.resolve())]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parents[1], capture_output=True, timeout=seconds, check=True
        )  # fmt: skip
        return PdfText(**json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError, TypeError):
        return PdfText(why="pdf-unreadable")


def read(path: Path) -> PdfText:
    """The same without a process and a clock around it."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(why="pdf-password")
        pages = len(reader.pages)
        text = _text(reader, min(pages, MAX_PAGES))
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
            ArithmeticError, AssertionError, NotImplementedError, ImportError, MemoryError):  # fmt: skip
        return PdfText(why="pdf-unreadable")  # pypdf has no error of its own for much of what a broken file does
    if sum(letter.isalpha() for letter in text) < LEAST_LETTERS:
        return PdfText(pages=pages, why="pdf-without-text")
    return PdfText(text[:MAX_CHARACTERS], pages, "pdf-cut" if pages > MAX_PAGES or len(text) > MAX_CHARACTERS else "")


def _text(reader: PdfReader, pages: int) -> str:
    found, length = [], 0
    for number in range(pages):
        found.append(stored(reader.pages[number].extract_text()))
        length += len(found[-1])
        if length > MAX_CHARACTERS:
            break
    return "\n".join(part for part in found if part)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(asdict(read(Path(sys.argv[1])))))  # noqa: T201 - what the caller reads
