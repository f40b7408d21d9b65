"""What an officer reads about mistakes in the reminder plan."""

from collections.abc import Mapping

from campaigns.problems import Sentence

STEPS: Mapping[str, Sentence] = {
    "step_too_soon": Sentence(
        "การแจ้งเตือนวันทำการที่ {value} เร็วเกินไป ให้เขียน {least} หรือมากกว่า",
        "A reminder on working day {value} comes too soon: write {least} or more.",
    ),
    "step_after_deadline": Sentence(
        "การแจ้งเตือนวันทำการที่ {value} อยู่หลังวันปิดเสมอ เพราะทั้งรอบมี {days} วันทำการ ให้ลดลง",
        "A reminder on working day {value} is always after the closing, "
        "for the campaign has {days} working days: write less.",
    ),
    "coordinators_after_deadline": Sentence(
        "{value} คือหลังวันครบกำหนด ให้เขียน 0 (วันครบกำหนด) หรือจำนวนวันทำการก่อนหน้า",
        "{value} is after the deadline: write 0 (the day itself) or the working days before it.",
    ),
    "duplicate_step": Sentence(
        "มี {value} ซ้ำ ให้เหลือเพียงครั้งเดียว", "{value} is listed twice: keep one."
    ),
    "hours_reversed": Sentence(
        "เวลาสิ้นสุด {end} ไม่อยู่หลังเวลาเริ่ม {start} ให้แก้ เช่น 09:00 ถึง 16:00",
        "The end {end} is not after the start {start}: write, say, 09:00 to 16:00.",
    ),
    "step_before_opening": Sentence(
        "{value} วันทำการก่อนกำหนดคือ {day} ซึ่งอยู่ก่อนวันเปิด ({opens}) ให้ลดจำนวนวัน",
        "{value} working days before is {day}, before the opening ({opens}): write less.",
    ),
    "step_never_sent": Sentence(
        "การแจ้งเตือน {value} วันทำการก่อนกำหนด ({day}) ไม่มีวันที่ส่งได้เหลืออยู่ เพราะเป็นวันหยุดหรือช่วงงดแจ้งเตือน "
        "จนถึงวันปิด ให้เพิ่มจำนวนวัน",
        "A reminder {value} working days before ({day}) has no day left to be sent on: closed or "
        "quiet until the closing. Write more.",
    ),
    "no_such_step": Sentence(
        "{value} ไม่อยู่ใน {key} ให้เขียนเฉพาะขั้นที่มีอยู่",
        "{value} is not in {key}: name a step that exists.",
    ),
}
