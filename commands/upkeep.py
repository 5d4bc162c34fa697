"""Is everything in order?"""

from __future__ import annotations

import click

from commands.common import end, with_format
from config.load import sentence
from pipeline.jobs.home import Home
from screen import Screen


@click.command()
@with_format()
@click.pass_obj
def doctor(home: Home, form: str) -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, kho lưu trữ và nhật ký."""
    from pipeline.jobs.doctor import examine

    checks = examine(home)
    verdict = {True: sentence("doctor.ok"), False: sentence("doctor.bad")}
    Screen(form).rows(
        [{"check": check.name, "verdict": verdict[check.is_well], "detail": check.detail} for check in checks]
    )
    end(not all(check.is_well for check in checks))
