"""The privacy notice on the web: the chat's own words, for anybody, on any phone."""

import pytest
from sqlalchemy import select

from models.campaign import Campaign
from outbound.messages.notice import notice_version
from tests.bot.conftest import Stage
from tests.bot.test_desk_offices import second_office


def page(stage: Stage) -> str:
    answer = stage.client().get("/privacy")
    assert answer.status_code == 200
    return answer.text


def change(stage: Stage, **facts: object) -> None:
    with stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        notice = {**campaign.content["notice"], **facts}
        campaign.content = {**campaign.content, "notice": notice}


def test_it_says_all_that_the_law_wants_in_both_languages(stage: Stage) -> None:
    text = page(stage)
    for words in (
        "กรุงเทพมหานคร โดยสำนักงานเขตบางซื่อ",
        "Bangkok Metropolitan Administration, by Bang Sue District Office",
        "ภารกิจของรัฐ ม.24(4)",
        "consent (s.19)",
        "90 วันหลังปิดการสำรวจ",
        "ตั้งแต่วันที่ 29 สิงหาคม 2570",
        "erased from 1 October 2027",
        "ป.ป.ช. ไม่ได้รับข้อมูลจากเรา",
        "abroad (s.28)",
        "การตอบหรือไม่ตอบไม่มีผลต่อการประเมินผลการปฏิบัติราชการ",
        "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
        "สคส.",
        "ลบข้อมูล",
    ):
        assert words in text, words


def test_it_is_light_and_asks_nothing_of_others(stage: Stage) -> None:
    answer = stage.client().get("/privacy")
    assert len(answer.data) < 30_000
    assert "<script" not in answer.text
    assert "http" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_what_the_office_has_not_agreed_to_is_said(stage: Stage) -> None:
    assert "รอสำนักงานยืนยัน" in page(stage)
    change(stage, controller_confirmed=True, contact_confirmed=True, dpo_confirmed=True)
    assert "รอสำนักงานยืนยัน" not in page(stage)


def test_the_counters_page_leads_there(stage: Stage) -> None:
    assert 'href="/privacy/bangsue"' in stage.client().get(f"/q/{stage.point().code}").text


def test_names_from_the_file_are_only_text(stage: Stage) -> None:
    change(stage, dpo="<b>x</b>")
    assert "<b>x</b>" not in page(stage)


@pytest.mark.parametrize(
    ("facts", "is_new"),
    [({"dpo": "คนใหม่"}, True), ({"retention_days": 60}, True), ({"dpo_confirmed": True}, False)],
)
def test_the_version_is_made_of_the_words(
    stage: Stage, facts: dict[str, object], is_new: bool
) -> None:
    def version() -> str:
        with stage.wired.database.reading() as session:
            campaign = session.scalars(select(Campaign)).one()
            return notice_version(campaign.wording, campaign.content["notice"])

    before = version()
    assert before in page(stage)
    change(stage, **facts)
    assert (version() != before) == is_new
    assert version() in page(stage)


def test_of_several_offices_the_address_must_say_which(stage: Stage) -> None:
    second_office(stage)
    assert stage.client().get("/privacy/bangphlat").status_code == 200
    assert stage.client().get("/privacy/nowhere").status_code == 404
    assert stage.client().get("/privacy").status_code == 404  # out of order it is not
