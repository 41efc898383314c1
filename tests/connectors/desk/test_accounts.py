"""Accounts over HTTP: one-time codes, sign-in, lock-out, sessions, forged forms, the trail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.training import ROOT
from connectors.cli.commands import app as cli
from connectors.desk.accounts import AccountError
from connectors.desk.accounts.people import LOCKED_SECONDS
from connectors.desk.accounts.sessions import IDLE_SECONDS, LONGEST_SECONDS
from tests.connectors.desk.conftest import PASSWORD, Browser, Clock, House


def test_there_is_no_account_and_no_password_at_first(house: House) -> None:
    browser = Browser(house.app)
    assert browser.get("/desk").headers["location"] == "/desk/sign-in"
    for name in ("admin", "root", "administrator", ""):
        assert browser.sign_in(name, "admin").status_code == 403
    assert house.desk.people.all() == []


def test_the_first_administrator_comes_from_the_command(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUNGBUOC_VAR", str(tmp_path))
    house.start()
    printed = CliRunner().invoke(cli, ["desk", "admin", "Hoa", "--shown", "Chị Hoa"]).output
    code = printed.split("một ngày: ")[1].split()[0]
    assert "/desk/first" in printed
    browser = Browser(house.app)
    browser.get("/desk/first")
    form = {"name": "hoa", "code": code, "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/desk/first", **form).headers["location"] == "/desk"
    assert "Chào Chị Hoa" in browser.get("/desk").text
    assert browser.get("/desk/people").status_code == 200
    # Used once.
    other = Browser(house.app)
    other.get("/desk/first")
    assert other.post("/desk/first", **form).status_code == 403
    assert code not in (tmp_path / "inbox.db").read_bytes().decode("latin-1")


def test_a_code_lasts_a_day(house: House, clock: Clock) -> None:
    people = house.desk.people
    code = people.add("lan", "Cô Lan", "volunteer")
    clock.turn(24 * 3600 + 1)
    with pytest.raises(AccountError, match="bad_code"):
        people.choose_password("lan", code, PASSWORD)


@pytest.mark.parametrize("password", ["ngắn", "x" * 201])
def test_a_password_has_a_length(house: House, password: str) -> None:
    code = house.desk.people.add("lan", "Cô Lan", "volunteer")
    with pytest.raises(AccountError, match="short_password"):
        house.desk.people.choose_password("lan", code, password)


def test_five_failures_lock_for_a_quarter_of_an_hour(house: House, clock: Clock) -> None:
    browser = house.person("volunteer", "lan")
    browser.post("/desk/sign-out")
    for _ in range(5):
        assert "chưa đúng" in browser.sign_in("lan", "sai mật khẩu").text
    assert "tạm khóa" in browser.sign_in("lan").text
    clock.turn(LOCKED_SECONDS + 1)
    assert browser.sign_in("LAN ").status_code == 303


def test_a_name_that_nobody_has_locks_just_the_same(house: House) -> None:
    browser = Browser(house.app)
    told = [browser.sign_in("khong-co", "sai mật khẩu").text for _ in range(6)]
    assert "chưa đúng" in told[4]
    assert "tạm khóa" in told[5]


def test_failures_long_apart_do_not_add_up(house: House, clock: Clock) -> None:
    browser = house.person("volunteer", "lan")
    for _ in range(6):
        clock.turn(LOCKED_SECONDS + 1)
        assert "chưa đúng" in browser.sign_in("lan", "sai mật khẩu").text


def test_a_session_ends_by_itself(house: House, clock: Clock) -> None:
    browser = house.person("volunteer")
    for _ in range(int(LONGEST_SECONDS / (IDLE_SECONDS - 60))):
        clock.turn(IDLE_SECONDS - 60)
        assert browser.get("/desk").status_code == 200
    clock.turn(IDLE_SECONDS - 60)
    assert browser.get("/desk").status_code == 303


def test_an_idle_session_ends(house: House, clock: Clock) -> None:
    browser = house.person("volunteer")
    clock.turn(IDLE_SECONDS + 1)
    assert browser.get("/desk").headers["location"] == "/desk/sign-in"


def test_signing_out_ends_the_session_at_the_server(house: House) -> None:
    browser = house.person("volunteer")
    token = browser.http.cookies["tungbuoc_desk"]
    assert browser.post("/desk/sign-out").headers["clear-site-data"] == '"cache"'
    browser.http.cookies.set("tungbuoc_desk", token, path="/desk")
    assert browser.get("/desk").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    browser = Browser(house.app)
    code = house.desk.people.add("lan", "Cô Lan", "volunteer")
    house.desk.people.choose_password("lan", code, PASSWORD)
    cookie = browser.sign_in("lan").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/desk" in cookie


@pytest.mark.parametrize("token", ["", "x", None])
def test_a_form_of_another_site_does_nothing(house: House, token: str | None) -> None:
    admin = house.person("administrator")
    admin.get("/desk/people")
    form = {"name": "ke-gian", "shown": "Kẻ gian", "role": "administrator"}
    sent = form if token is None else form | {"csrf": token}
    assert admin.http.post("/desk/people", data=sent).status_code == 403
    assert [person.name for person in house.desk.people.all()] == ["administrator"]


def test_nobody_is_signed_in_by_another_site(house: House) -> None:
    house.person("volunteer", "lan")
    stranger = Browser(house.app)
    stranger.get("/desk/sign-in")
    stranger.csrf = "0" * 64
    assert stranger.post("/desk/sign-in", name="lan", password=PASSWORD).status_code == 403


def test_the_last_administrator_stays(house: House) -> None:
    admin = house.person("administrator")
    number = house.desk.people.all()[0].number
    for form in ({"role": "editor", "active": "true"}, {"role": "administrator"}):
        assert "cuối cùng" in admin.post(f"/desk/people/{number}", **form).text
    assert house.desk.people.all()[0].role == "administrator"


def test_another_role_or_a_closed_account_ends_the_sessions(house: House) -> None:
    admin, helper = house.person("administrator"), house.person("volunteer", "lan")
    number = next(p.number for p in house.desk.people.all() if p.name == "lan")
    admin.get("/desk/people")
    admin.post(f"/desk/people/{number}", role="volunteer")
    assert helper.get("/desk").status_code == 303
    assert helper.sign_in("lan").status_code == 403


def test_an_administrator_makes_accounts_and_codes(house: House) -> None:
    admin = house.person("administrator")
    admin.get("/desk/people")
    page = admin.post("/desk/people", name="minh", shown="Anh Minh", role="officer").text
    assert "Anh Minh" in page
    assert 'class="code"' in page
    again = admin.post("/desk/people", name="MINH", shown="Anh Minh", role="officer").text
    assert "đã có người dùng" in again
    assert "viết liền" in admin.post("/desk/people", name="a b", shown="X", role="officer").text
    number = next(p.number for p in house.desk.people.all() if p.name == "minh")
    assert 'class="code"' in admin.post(f"/desk/people/{number}/code").text
    assert admin.post("/desk/people/999/code").status_code == 404


def test_the_trail_tells_who_did_and_who_was_refused(house: House) -> None:
    admin, helper = house.person("administrator"), house.person("volunteer", "lan")
    helper.get("/desk/people")
    Browser(house.app).sign_in("lan", "sai mật khẩu")
    page = admin.get("/desk/audit").text
    assert page.count("bị từ chối") == 2
    assert "Quản lý tài khoản" in page
    assert "sai mật khẩu" not in page


def test_pages_leave_nothing_behind(house: House) -> None:
    page = house.person("volunteer").get("/desk")
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_every_refusal_has_its_own_sentence() -> None:
    folder = ROOT / "connectors" / "desk"
    file = (folder / "words.yaml").read_text("utf-8")
    keys = re.findall(r"^(\w+):", file, re.MULTILINE)
    assert len(keys) == len(set(keys))
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    raised = re.findall(r'(?:AccountError\(|DeskError\(\d+, )"(\w+)"', code)
    assert set(raised) <= set(keys)
