"""Is everything in order, and can it be brought back?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.common import end, present, with_format
from config.load import sentence
from config.wording import reason_sentence
from pipeline.jobs.home import Home
from pipeline.jobs.report import Failure, vars_of
from screen import Screen

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@with_format()
@click.pass_obj
def doctor(home: Home, form: str) -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, kho lưu trữ và nhật ký."""
    from pipeline.jobs.upkeep.doctor import examine

    checks = examine(home)
    verdict = {True: sentence("doctor.ok"), False: sentence("doctor.bad")}
    Screen(form).rows(
        [{"check": check.name, "verdict": verdict[check.is_well], "detail": check.detail} for check in checks]
    )
    end(not all(check.is_well for check in checks))


@click.command()
@click.option("--to", type=FOLDER, metavar="THƯ_MỤC", help="Nơi sao lưu; mặc định là thư mục backups của dữ liệu.")
@click.option("--check", is_flag=True, help="Đọc lại và kiểm tra cả những tệp đã sao lưu trước đây.")
@with_format("table", "json")
@click.pass_obj
def backup(home: Home, to: Path | None, check: bool, form: str) -> None:
    """Sao lưu trong khi vẫn chạy: cơ sở dữ liệu, nhật ký, kho lưu trữ (kiểm mã SHA-256), cấu hình."""
    from pipeline.jobs.upkeep import backups as job

    screen = Screen(form)
    with screen.progress() as progress:
        made = job.backup(home, to, clock=present, check=check, progress=progress)
    if form == "json":
        facts = {"folder": str(made.folder), "list": made.list_name, "copied": made.copied, "kept": made.kept}
        counts = {"copied_bytes": made.copied_bytes, "checked": made.checked, "counts": dict(made.counts)}
        screen.object({**facts, **counts, "failures": [vars_of(one) for one in made.failures]})
    else:
        size = f"{made.copied_bytes / 1e6:.1f} MB".replace(".", ",")
        facts = {"folder": str(made.folder), "copied": made.copied, "kept": made.kept, "name": made.list_name}
        screen.say("backup.done", size=size, **facts)
        screen.say("backup.counts", **made.counts) if made.counts else None
        screen.say("backup.same-disk") if to is None else None
    _tell(screen, made.failures)


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="THƯ_MỤC")
@click.option("--rebuild", is_flag=True, help="Không dùng cơ sở dữ liệu đã sao lưu; dựng lại từ kho và nhật ký.")
@click.option("--replace", "replace_data", is_flag=True, help="Thay dữ liệu đang có; dữ liệu cũ được chuyển sang bên.")
@with_format("table", "json")
@click.pass_obj
def restore(home: Home, source: Path, rebuild: bool, replace_data: bool, form: str) -> None:
    """Khôi phục từ nơi sao lưu, hoặc chỉ từ kho lưu trữ và nhật ký; bị ngắt thì chạy lại để làm tiếp."""
    from pipeline.jobs.upkeep import restore as job

    screen = Screen(form)
    with screen.progress() as progress:
        way = job.Way(clock=present, rebuild=rebuild, replace_data=replace_data, progress=progress)
        made = job.restore(home, source, way)
    if form == "json":
        facts = {"source": str(made.source), "list": made.list_name, "copied": made.copied, "found": made.found}
        counts = {"aside": made.aside, "expected": dict(made.expected), "counts": dict(made.counts)}
        screen.object({**facts, **counts, "failures": [vars_of(one) for one in made.failures]})
    else:
        screen.say("restore.done", source=str(made.source), copied=made.copied, found=made.found, **made.counts)
        screen.say("restore.expected", **made.expected) if made.expected else None
        screen.say("restore.aside", folder=str(home.path / made.aside)) if (home.path / made.aside).is_dir() else None
    _tell(screen, made.failures)


def _tell(screen: Screen, failures: Sequence[Failure]) -> None:
    for one in failures:
        screen.note("run.failure", place=one.url, reason=reason_sentence(one.reason))
    end(bool(failures))
