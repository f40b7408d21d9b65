"""Two offices on one installation, alike in everything but their names, each with life in it."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.new_office import new_office_text
from models import certificate
from models.agency import Agency, Site, find_agency, units_of
from models.allowance import allowance
from models.awareness_name import AwarenessName
from models.campaign import Campaign, Instrument
from models.chat_link import Opens, make_link
from models.desk_session import start_session
from models.line_channel import Channel, store_channel
from models.line_pace import set_apart
from models.notice_text import keep_notice
from models.outbox_message import OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState
from models.role import Invitation, Role, RoleName
from models.service_point import ServicePoint
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from tests.bot.conftest import SECRET, Stage, make_stage
from tests.conftest import ROOT
from tests.factories import NOW, campaign_in, make_message
from tests.handlers.conftest import Chat

A, B = "bangsue", "bangphlat"
MARK = {A: "ความลับของเอ", B: "ความลับของบี"}
"""In every label, name and organisation of the office; nobody of the other may ever read it."""

SECRETS = {A: SECRET, B: "the other channel's secret"}
TOKENS = {A: "a channel token", B: "the other channel's token"}

INVITEES = "ประเภท,ชื่อบริษัท/หน่วยงาน,เลขที่สัญญา,ฝ่าย,ผู้ติดต่อ\n"
ROSTER = "ชื่อ - สกุล,ประเภทบุคลากร,วันที่เริ่มปฏิบัติงาน,สังกัด\n"
"""Headings of the files offices hand in."""


@dataclass
class Hall:
    """One office at work: its chat, and what its people hold in their hands."""

    chat: Chat
    id: int = 0
    cookies: dict[RoleName, str] = field(default_factory=dict)
    links: dict[Opens, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.chat.slug

    @property
    def stage(self) -> Stage:
        return self.chat.stage

    @property
    def mark(self) -> str:
        return MARK[self.slug]

    def run(self, *words: str) -> Any:
        """A command about this office, as a process of its own."""
        done = self.stage.app.test_cli_runner().invoke(args=[*words, "--agency", self.slug])
        self.stage.wired.chosen = ""
        return done

    def made(self, *words: str) -> Any:
        """What such a command made, as it tells a script."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def elsewhere(self, stage: Stage) -> "Hall":
        """The same people and things on a copy of the database."""
        chat = Chat(stage, number=self.chat.number, people=dict(self.chat.people))
        chat.slug, chat.secret = self.chat.slug, self.chat.secret
        same = (self.cookies, self.links, self.codes, self.numbers)
        return Hall(chat, self.id, *(dict(each) for each in same))


def stage_at(database_url: str) -> Stage:
    """The app; the settings' channel is A's, and says so. A moved clock is not the doctor's."""
    return make_stage(database_url, agency=A, clock_offset=1)


def open_hall(stage: Stage, slug: str, folder: Path) -> Hall:
    """An office with its campaign, its channel, and everything a season leaves behind."""
    if slug != A:
        _add_office(stage, slug, folder)
    chat = Chat(stage, slug=slug, secret=SECRETS[slug])
    with stage.wired.database.reading() as session:
        office = find_agency(session, slug)
        assert office is not None
    hall = Hall(chat, office.id)
    _people(hall)
    _lists(hall, folder)
    with stage.wired.database.transaction() as session:
        _papers(hall, session, office, campaign_in(session, slug))
    chat.work()
    return hall


def _add_office(stage: Stage, slug: str, folder: Path) -> None:
    """By the command, from a file with the office's mark in all that people read."""
    template = yaml.safe_load((ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8"))
    mark = MARK[slug]
    text = new_office_text(
        template, slug=slug, name_th=f"สำนักงานเขต{mark}", name_en=f"{mark} District Office"
    )
    content = yaml.safe_load(text)
    content["complaints"]["office"] = f"{mark} โทร. 0"
    path = folder / f"{slug}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    runner = stage.app.test_cli_runner()
    done = runner.invoke(args=["agency", "add", slug, "--file", str(path), "--no-channel"])
    assert done.exit_code == 0, done.output
    with stage.wired.database.transaction() as session:
        office = find_agency(session, slug)
        assert office is not None
        channel = Channel(SECRETS[slug], TOKENS[slug], f"@{slug}")
        store_channel(session, office, channel, actor="a test", now=NOW)


def _people(hall: Hall) -> None:
    """Every hat; staff bound and signed; citizens who answered, consented, stopped, asked."""
    chat, mark = hall.chat, hall.mark
    for role in RoleName:
        chat.hat(role.value, role.value, "works" if role == RoleName.COORDINATOR else None)
    staff = [chat.staff(name=f"นาย{mark} {n}", started_on=date(2015, 1, n)) for n in range(1, 6)]
    for member, who in zip(staff[:2], ("staff", "colleague"), strict=True):
        chat.say(who, member.code)
        chat.say(who, f"{member.started_on.day} ม.ค. 2558")
        chat.say(who, "ลงชื่อยืนยัน")
    chat.say("staff", "ยืนยันลงชื่อ")
    point = hall.stage.point(slug=hall.slug, label=f"เคาน์เตอร์ {mark}")
    for who in ("มาลี", "ประสิทธิ์", "สมหญิง"):
        chat.say(who, point.code)
    for words in ("ขอรับการแจ้งเตือน", "ยินยอม", "ตอบแล้ว"):
        chat.say("มาลี", words)
    chat.say("ประสิทธิ์", "หยุดแจ้งเตือน")
    chat.say("สมหญิง", "ลบข้อมูล")
    chat.say("owner", "แจกลิงก์ โยธา 5")
    chat.say("owner", "ส่ง OIT แล้ว โยธา")
    chat.say("coordinator", "ลงชื่อแล้ว 3")
    chat.say("coordinator", "ส่งใบลงชื่อแล้ว")
    for path in ("", "/survey", "/line"):
        hall.stage.client().get(f"/q/{point.code}{path}")
    hall.codes = {
        "counter": point.code,
        "card": staff[3].code,
        "key": hall.made("role", "invite", "viewer")["code"],
        "spare": hall.stage.point(slug=hall.slug, label=f"สำรอง {mark}").code,
    }


def _lists(hall: Hall, folder: Path) -> None:
    """What comes as files and by commands."""
    mark = hall.mark
    invitees = folder / f"{hall.slug}-invitees.csv"
    firm = f"คู่สัญญา,บริษัท {mark} จำกัด,1/2570,ฝ่ายโยธา,คุณ{mark}\n"
    invitees.write_text(f"{INVITEES}{firm}")
    roster = folder / f"{hall.slug}-roster.csv"
    roster.write_text(f"{ROSTER}นางสาว{mark} ใหม่,ข้าราชการ,1 ต.ค. 2560,ฝ่ายโยธา\n")
    hall.made("invitees", "import", str(invitees), "--commit")
    hall.codes["letter"] = hall.made("invitees", "list")[0]["code"]
    hall.numbers["file"] = hall.made("roster", "submit", str(roster), "--unit", "works")["file"]
    assert hall.run("awareness", "add", "contractor", f"นายรู้จัก {mark}").exit_code == 0
    hall.made("official", "set", "EIT", "312")


def _papers(hall: Hall, session: Session, office: Agency, campaign: Campaign) -> None:
    """Cookies and links of every kind, rounds, trouble, a certificate, a kept notice."""
    now, mark = hall.stage.at, hall.mark
    works = next(unit for unit in units_of(session, office.id) if unit.code == "works")
    site = _site(session, office, mark)
    case = session.scalars(select(SurveyCase).where(SurveyCase.agency_id == office.id)).first()
    assert case is not None
    mine = {"agency_id": office.id, "campaign_id": campaign.id}
    day = now.date() + timedelta(days=1)
    planned = ReminderRound(**mine, day=day, people=3, texts=["remind.IIT.1"], announced_at=now)
    session.add(planned)
    session.flush()
    session.add(
        Reminder(
            **mine,
            case_id=case.id,
            step="first",
            day=day,
            state=ReminderState.QUEUED,
            reason="due",
            round_id=planned.id,
            decided_at=now,
        )
    )
    event = WebhookEvent(
        agency_id=office.id,
        event_id="01HFAILED",
        lane=office.hash_of("nobody"),
        kind="message",
        occurred_at=now,
        received_at=now,
        due_at=now,
        payload=json.dumps({"words": mark}),
        state=EventState.FAILED,
        tries=4,
        reason="ValueError after 4 tries",
        handled_at=now,
    )
    made = certificate.begin(campaign, Instrument.EIT, actor="a", now=now)
    made.counts, made.due_on = {"people": 7}, day
    certificate.sign(made, actor="a", now=now)
    words = json.dumps([{"type": "text", "text": mark}])
    failed, held = (
        make_message(session, office, None, messages=words, state=state, ended_at=now)
        for state in (OutboxState.FAILED, OutboxState.HELD)
    )
    session.add_all([event, made])
    set_apart(session, office.id, "replies", 1, most=10, now=now)
    keep_notice(session, office.id, "an older one", [mark], now=now)
    allowance(session, office.id, now.date(), granted=len(mark)).spent = 3
    session.flush()
    hall.numbers |= {"round": planned.id, "event": event.id, "case": case.id, "site": site.id}
    hall.numbers |= {"message": failed.id, "held": held.id, "certificate": made.id}
    hall.numbers |= {"unit": works.id} | _numbers(session, office)
    facts = {"unit": works.id, "site": 0, "occasion": 1}
    worn = session.scalars(select(Role).where(Role.agency_id == office.id)).all()
    for role in worn:
        key = start_session(session, office, role.respondent_id, now=now)
        hall.cookies[RoleName(role.name)] = key
    owner = next(role for role in worn if role.name == RoleName.OWNER)
    for opens in Opens:
        hall.links[opens] = make_link(session, office, owner, opens, now=now, **facts)


def _numbers(session: Session, office: Agency) -> dict[str, int]:
    """Of what people made by commands and in chat."""
    tables = {"invitation": Invitation, "role": Role, "point": ServicePoint, "name": AwarenessName}
    return {
        name: session.scalars(
            select(table.id).where(table.agency_id == office.id).order_by(table.id.desc())
        ).first()
        or 0
        for name, table in tables.items()
    }


def _site(session: Session, office: Agency, mark: str) -> Site:
    schools = next(unit for unit in units_of(session, office.id) if unit.code == "schools")
    names = {"name_th": f"โรงเรียน{mark}", "name_en": f"{mark} School"}
    site = Site(agency_id=office.id, unit_id=schools.id, code="first", position=9, **names)
    session.add(site)
    session.flush()
    return site
