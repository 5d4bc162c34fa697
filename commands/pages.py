"""The officers' pages, and who may use them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import datetime

import click

from commands.common import present, with_format
from config.load import sentence
from pipeline.jobs.home import Home
from records import Trouble
from screen import Screen

ROLES = ("viewer", "officer", "lead", "admin")


@click.command()
@click.option("--host", default="", metavar="ĐỊA_CHỈ", help="Nghe ở địa chỉ này; mặc định theo config/web.toml.")
@click.option("--port", type=click.IntRange(1, 65535), help="Nghe ở cổng này; mặc định theo config/web.toml.")
@click.pass_obj
def web(home: Home, host: str, port: int | None) -> None:
    """Mở các trang cho cán bộ trên trình duyệt; dừng bằng Ctrl-C."""
    from web.loading import loading

    screen = Screen("table")
    with loading():
        from web.serving import cached_home, serve, settings_of
    try:
        settings, cached = settings_of(home), cached_home(home, present)
    except Trouble:
        screen.note("web.config.not-opened")
        raise
    host, port = host or settings.host, port or settings.port
    serve(
        cached, settings, host=host, port=port, clock=present,
        opened_at=lambda address: screen.note("web.serving", address=address),
    )  # fmt: skip


@click.group()
def users() -> None:
    """Người dùng các trang: thêm, kê, đổi vai trò, cấp lại mật khẩu, ngừng."""


@users.command("add")
@click.argument("login", metavar="TÊN")
@click.option("--name", required=True, metavar="HỌ_TÊN", help="Họ tên, đứng dưới mỗi quyết định.")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True, help="Vai trò.")
@click.option("--department", default="", metavar="MÃ", help="Mã sở, ban, ngành của người này.")
@click.pass_obj
def users_add(home: Home, login: str, name: str, role: str, department: str) -> None:
    """Thêm người dùng và in mật khẩu dùng một lần."""
    from storage.accounts.opening import AccountFile
    from web.signing_in.passwords import Passwords
    from web.signing_in.users import invite

    home.be_ready()
    person = {"login": login, "name": name, "role": role, "department": department}
    with closing(AccountFile(home.path)) as accounts:
        user, secret = invite(accounts, Passwords(), home.configuration(), **person, at=present())
        _write(accounts, "user-add", user.login, role=user.role)
    _tell(user.login, secret)


@users.command("list")
@with_format("table", "json", "csv")
@click.pass_obj
def users_list(home: Home, form: str) -> None:
    """Kê người dùng."""
    from storage.accounts.opening import AccountFile
    from storage.accounts.users import users as users_of

    home.be_ready()
    with closing(AccountFile(home.path)) as accounts, accounts.reading() as db:
        found = users_of(db)
    shown = ("login", "name", "role", "department", "must_change", "subject", "disabled_at")
    Screen(form).rows([{name: _cell(asdict(user)[name]) for name in shown} for user in found])


@users.command("reset")
@click.argument("login", metavar="TÊN")
@click.pass_obj
def users_reset(home: Home, login: str) -> None:
    """Cấp lại mật khẩu dùng một lần; người này bị thoát ra mọi nơi."""
    from storage.accounts.opening import AccountFile
    from web.signing_in.passwords import Passwords
    from web.signing_in.users import reset

    home.be_ready()
    with closing(AccountFile(home.path)) as accounts:
        _, secret = reset(accounts, Passwords(), login, at=present())
        _write(accounts, "user-reset", login)
    _tell(login, secret)


@users.command("role")
@click.argument("login", metavar="TÊN")
@click.argument("role", type=click.Choice(ROLES), metavar="VAI_TRÒ")
@click.pass_obj
def users_role(home: Home, login: str, role: str) -> None:
    """Đổi vai trò: viewer, officer, lead hoặc admin."""
    from storage.accounts.opening import AccountFile
    from storage.accounts.users import user_named
    from web.signing_in.users import set_user

    home.be_ready()
    with closing(AccountFile(home.path)) as accounts:
        with accounts.reading() as db:
            user = user_named(db, login)
        set_user(accounts, home.configuration(), login, name=user.name, role=role, department=user.department)
        _write(accounts, "user-change", login, role_before=user.role, role=role)
    Screen("table").say("web.admin.changed", name=user.name)


@users.command("disable")
@click.argument("login", metavar="TÊN")
@click.option("--undo", is_flag=True, help="Mở lại tài khoản đã ngừng.")
@click.pass_obj
def users_disable(home: Home, login: str, undo: bool) -> None:
    """Ngừng một tài khoản ngay lập tức, hoặc mở lại."""
    from storage.accounts.opening import AccountFile
    from web.signing_in.users import set_standing

    home.be_ready()
    with closing(AccountFile(home.path)) as accounts:
        set_standing(accounts, login, disabled=None if undo else present())
        _write(accounts, "user-enable" if undo else "user-disable", login)
    Screen("table").say("web.admin.enabled" if undo else "web.admin.disabled", login=login)


@users.command("link")
@click.argument("login", metavar="TÊN")
@click.option("--subject", required=True, metavar="MÃ", help="Mã của người ấy ở nơi đăng nhập chung (mục sub).")
@click.pass_obj
def users_link(home: Home, login: str, subject: str) -> None:
    """Nối một người dùng với tài khoản của họ ở nơi đăng nhập chung; người này bị thoát ra mọi nơi."""
    from web.serving import settings_of
    from web.signing_in.oidc_users import subject_of

    oidc = settings_of(home).oidc
    if oidc is None:
        raise Trouble("oidc.not-configured")
    _join(home, login, subject_of(oidc, subject), "user-link")
    Screen("table").say("account.linked", login=login)


@users.command("unlink")
@click.argument("login", metavar="TÊN")
@click.pass_obj
def users_unlink(home: Home, login: str) -> None:
    """Gỡ nối một người dùng với nơi đăng nhập chung, khi tài khoản ở đó được cấp lại hay thuộc người khác."""
    _join(home, login, "", "user-unlink")
    Screen("table").say("account.unlinked", login=login)


def _join(home: Home, login: str, subject: str, action: str) -> None:
    from storage.accounts.opening import AccountFile
    from web.signing_in.users import join

    home.be_ready()
    with closing(AccountFile(home.path)) as accounts:
        join(accounts, login, subject)
        _write(accounts, action, login)


def _write(accounts: object, action: str, login: str, **facts: object) -> None:
    """The audit's line of what was done on the command line, under the name of the machine's user."""
    from config.officer import officer
    from storage.accounts.audit import write_audit
    from storage.accounts.opening import AccountFile

    assert isinstance(accounts, AccountFile)
    with accounts.writing() as db:
        by = officer("", "")
        write_audit(db, at=present(), login=by, role="", address="", action=action, about=login, facts=facts)


def _tell(login: str, secret: str) -> None:
    click.echo(sentence("web.admin.secret", login=login))
    click.echo(secret)


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
