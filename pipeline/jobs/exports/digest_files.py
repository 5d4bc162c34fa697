"""The files of a digest: the Word document, the text of the e-mail, the rows for programs and the next digest."""

from __future__ import annotations

from pathlib import Path

from pipeline.jobs.exports import digest as job
from pipeline.jobs.exports.digest_made import MadeDigest
from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.backup_folder import new_file, told_by, writing
from pipeline.reports.documents import as_text
from pipeline.reports.word import as_docx
from records import Trouble


def content_of(made: MadeDigest, ending: str) -> bytes:
    """The digest as a .docx, .txt or .json file."""
    if ending == "docx":
        return as_docx(made.document)
    return as_text(made.document).encode() if ending == "txt" else job.as_json(made.digest)


def save(home: Home, made: MadeDigest) -> list[Path]:
    return job.save(home, made.digest, {ending: content_of(made, ending) for ending in ("docx", "txt")})


def write(made: MadeDigest, output: Path) -> None:
    """Write one of the forms, by the file's ending; Trouble("digest.bad-ending") for another."""
    ending = output.suffix.lower().removeprefix(".")
    if ending not in ("docx", "txt", "json"):
        raise Trouble("digest.bad-ending", file=str(output), allowed=".docx, .txt, .json")
    with told_by(output.parent), writing(output, new_file) as stream:
        stream.write(content_of(made, ending))
