"""Which messages get the complaint channels (domain.md §9.4)."""

import pytest

from rules.complaint import is_about_corruption


@pytest.mark.parametrize(
    "text",
    [
        "มีการทุจริต",
        "ทุจจริตในเขต",
        "ทุ จ ริ ต",
        "ทุ\u200bจริต",
        "เจ้าหน้าที่รับสินบน",
        "ให้สินบนเจ้าหน้าที่",
        "จ่ายเงินใต้โต๊ะ",
        "ไต้โต้ะ",
        "เขาเรียกเงิน 500 บาท",
        "เรียกรับผลประโยชน์",
        "เรียกรับเงิน",
        "เก็บส่วยแผงลอย",
        "ฮั้วประมูล",
        "คอร์รัปชั่น",
        "คอร์รัปชัน",
        "คอรัปชั่น",
        "คอรัปชัน",
        "คอรับชั่น",
        "โกงเงินหลวง",
        "เขตนี้โกง",
        "อยากร้องเรียนเจ้าหน้าที่",
        "แจ้งเบาะแส",
        "ประพฤติมิชอบ",
        "ถูกรีดไถ",
        "ยักยอกทรัพย์",
        "ค่านํ้าร้อนนํ้าชา",
        "จ่ายแป๊ะเจี๊ยะให้โรงเรียน",
        "แปะเจี๊ยะ",
        "หัวหน้ากินหัวคิว",
        "ล็อคสเปก",
        "I want to report corruption",
        "your officers are CORRUPT",
        "he asked for a bribe",
        "bribery at the counter",
        "a kickback",
        "fraud!",
        "where can I complain",
        "make a complaint",
        "paid under the table",
    ],
)
def test_talk_of_corruption_gets_the_channels(text: str) -> None:
    assert is_about_corruption(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("สวัสดีครับ", id="greeting"),
        pytest.param("ช่วยด้วย", id="ช่วย is not ส่วย"),
        pytest.param("ขอความช่วยเหลือ", id="help"),
        pytest.param("ห้องสวยมาก", id="สวย is not ส่วย"),
        pytest.param("ส่วยงานใด", id="a slip for ส่วนงาน"),
        pytest.param("ซื่อสัตย์สุจริต", id="สุจริต"),
        pytest.param("ป่าโกงกาง", id="mangroves"),
        pytest.param("โกงเกง", id="a slip for trousers"),
        pytest.param("ต้นตะโกงาม", id="a tree"),
        pytest.param("ตั้งฮั่วเส็ง", id="a shop"),
        pytest.param("ภาษีทรัพย์สินบนที่ดิน", id="property on land"),
        pytest.param("หนี้สินบนบัญชี", id="debts on an account"),
        pytest.param("ตัดสินบนพื้นฐานเดียวกัน", id="decided on a basis"),
        pytest.param("เรียกเงินคืนภาษี", id="a refund"),
        pytest.param("เรียกรับบัตรคิว", id="called to take a ticket"),
        pytest.param("เรียกเก็บค่าธรรมเนียม", id="a fee charged"),
        pytest.param("นักเรียนร้องเพลง เรียนดี", id="singing and learning"),
        pytest.param("กดบัตรคิวที่ไหน", id="the queue"),
        pytest.param("โรงเรียน", id="school"),
        pytest.param("ตอบแล้ว", id="a command"),
        pytest.param("แจ้งตอบ โยธา 5", id="another command"),
        pytest.param("ฝ่ายโยธา", id="a unit"),
        pytest.param("สำนักงานป้องกันและปราบปรามการทุจริตแห่งชาติ", id="the NACC's name"),
        pytest.param("โครงการต่อต้านการทุจริต", id="a campaign's name"),
        pytest.param("the file is corrupt", id="a broken file"),
        pytest.param("corrupted pdf", id="a broken pdf"),
        pytest.param("data corruption", id="broken data"),
        pytest.param("a tribe", id="a word that ends like bribe"),
        pytest.param("EIT-7K3M9QX", id="a code"),
    ],
)
def test_ordinary_talk_does_not(text: str) -> None:
    assert not is_about_corruption(text)


def test_the_naccs_name_does_not_hide_a_report() -> None:
    assert is_about_corruption("สำนักงานป้องกันและปราบปรามการทุจริต ช่วยด้วย มีคนโกง")
