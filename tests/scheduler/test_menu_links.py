"""Who sees which menu: by role, roster and language; given once, and again when it changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from models.role import Role, RoleName
from scheduler import menu_links
from scheduler.menu_links import menu_linker
from tests.handlers.conftest import Chat, OneOffice

ALIASES = {
    f"{kind}-{x}": f"id {kind}-{x}"
    for kind in ("respondent", "staff", "coordinator", "owner")
    for x in ("th", "en")
}


class Account:
    """LINE's side: who was given what; `refuses` for a while."""

    def __init__(self) -> None:
        self.given: list[tuple[str | None, int]] = []
        self.refuses = False

    def give(self, _client: Any, menu_id: str | None, user_ids: Sequence[str]) -> bool:
        if not self.refuses:
            self.given.append((menu_id, len(user_ids)))
        return not self.refuses


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    made = Account()
    have = type("Have", (), {"by_alias": ALIASES})
    monkeypatch.setattr(menu_links, "give", made.give)
    monkeypatch.setattr(menu_links, "on_line", lambda _client: have)
    return made


def link(chat: Chat) -> None:
    menu_linker(OneOffice(None))(chat.stage.wired.database, chat.stage.at)


def test_a_role_brings_its_menu_once(chat: Chat, account: Account) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.hat("ประยูร", "owner")
    link(chat)
    link(chat)
    assert sorted(account.given) == [("id coordinator-th", 1), ("id owner-th", 1)]  # type: ignore[type-var]  # no None here


def test_a_role_that_ends_and_a_language_that_changes_change_it(
    chat: Chat, account: Account
) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.hat("ประยูร", "owner")
    link(chat)
    with chat.stage.wired.database.transaction() as session:
        ended = update(Role).where(Role.name == RoleName.COORDINATOR)
        session.execute(ended.values(ended_at=chat.stage.at))
    chat.say("ประยูร", "English")
    account.given.clear()
    link(chat)
    assert set(account.given) == {(None, 1), ("id owner-en", 1)}


def test_staff_and_english_speaking_respondents_have_theirs_others_everybody_s(
    chat: Chat, account: Account
) -> None:
    chat.say("มานี", chat.point("works").code)
    chat.say("John", chat.point("works").code)
    chat.say("John", "English")
    member = chat.staff(name="นายหนึ่ง จริง", started_on=date(2015, 1, 1))
    chat.say("หนึ่ง", member.code)
    chat.say("หนึ่ง", "1 ม.ค. 2558")
    link(chat)
    assert sorted(account.given) == [("id respondent-en", 1), ("id staff-th", 1)]  # type: ignore[type-var]  # no None here


def test_what_line_refused_is_given_the_next_time(chat: Chat, account: Account) -> None:
    chat.hat("ประยูร", "owner")
    account.refuses = True
    link(chat)
    account.refuses = False
    link(chat)
    assert account.given == [("id owner-th", 1)]


def test_before_the_menus_are_made_nobody_is_given_any(
    chat: Chat, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.hat("ประยูร", "owner")
    monkeypatch.setattr(menu_links, "on_line", lambda _client: type("Have", (), {"by_alias": {}}))
    link(chat)
    assert account.given == []
