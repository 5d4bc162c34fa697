"""The files of a digest: the Word document, the text of the e-mail, the rows for programs and the next digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.jobs.exports import digest as job
from pipeline.jobs.exports.digest_words import document_of
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day
from pipeline.jobs.upkeep.backup_folder import new_file, told_by, writing
from pipeline.reports.documents import Document, as_docx, as_text
from records import Trouble
from times import local_day


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """A digest and the document that says it."""

    digest: job.Digest
    document: Document

    @property
    def text(self) -> str:
        return as_text(self.document)

    @property
    def for_programs(self) -> dict[str, Any]:
        return job.for_programs(self.digest)

    def content(self, ending: str) -> bytes:
        if ending == "docx":
            return as_docx(self.document)
        return self.text.encode() if ending == "txt" else job.as_json(self.digest)


def digest_of(home: Home, day: str, *, plan: str = "", clock: Callable[[], datetime]) -> MadeDigest:
    """The digest of a day as officers write it ("" is today)."""
    wanted = countable_day(day) if day else local_day(clock())
    configuration = home.configuration()
    made = job.make_digest(home, configuration, wanted, plan=plan, clock=clock)
    return MadeDigest(made, document_of(made, configuration))


def save(home: Home, made: MadeDigest) -> list[Path]:
    return job.save(home, made.digest, {"docx": made.content("docx"), "txt": made.content("txt")})


def write(made: MadeDigest, output: Path) -> None:
    """Write one of the forms, by the file's ending; Trouble("digest.bad-ending") for another."""
    ending = output.suffix.lower().removeprefix(".")
    if ending not in ("docx", "txt", "json"):
        raise Trouble("digest.bad-ending", file=str(output), allowed=".docx, .txt, .json")
    with told_by(output.parent), writing(output, new_file) as stream:
        stream.write(made.content(ending))
