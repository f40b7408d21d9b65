"""What every column of every table is, about whom, and for how long: the office's data map.

A test holds it against the tables, so a column nobody has thought about does not get in.
"""

from collections.abc import Mapping

from models.data_kinds import Entry, Is, Kept, Whose, columns

WHERE = "agency_id campaign_id unit_id instrument"

_COUNTS: Mapping[str, Is] = columns(
    office=f"{WHERE} service_point_id staff_group", state="figure source", moment="day hour",
    number="value",
)  # fmt: skip


def _counts(*names: str) -> dict[str, Is]:
    return {name: _COUNTS[name] for name in [*WHERE.split(), *names, "figure", "source", "value"]}


TABLES: Mapping[str, Entry] = {
    "agency": Entry(
        "สำนักงาน", "the office", Whose.NOBODY, Kept.RECORD,
        columns(key="id", public="slug name_th name_en", access="lookup_key", moment="created_at"),
    ),
    "line_channel": Entry(
        "บัญชี LINE ของสำนักงาน", "the office's LINE account", Whose.NOBODY, Kept.WHILE_USED,
        columns(key="id", office="agency_id", access="secret access_token", public="basic_id",
                moment="stored_at"),
    ),
    "line_pace": Entry(
        "ความเร็วในการเรียก LINE", "how fast LINE is called", Whose.NOBODY, Kept.WHILE_USED,
        columns(office="agency_id", state="queue", number="second taken", moment="rests_until"),
    ),
    "unit": Entry(
        "ฝ่าย", "units", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office="agency_id",
                 public="code name_th name_en short_th short_en aliases position"),
    ),
    "site": Entry(
        "โรงเรียนและส่วนย่อย", "schools and other sites", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office="agency_id unit_id",
                public="code name_th name_en aliases position"),
    ),
    "campaign": Entry(
        "แคมเปญ", "campaigns", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office="agency_id",
                 public="slug fiscal_year opens_on closes_on digest file_digest content",
                 moment="loaded_at edited_at closed_at erased_at"),
    ),
    "quota_cell": Entry(
        "เป้าหมาย", "targets", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office=f"{WHERE} staff_group", public="rule",
                 number="target on_roster eligible"),
    ),
    "official_count": Entry(
        "ยอดในระบบ ป.ป.ช.", "the NACC's totals", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office="agency_id campaign_id instrument", number="count",
                 moment="as_of recorded_at", hat="recorded_by"),
    ),
    "service_point": Entry(
        "จุดบริการ", "service points", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office=WHERE, public="kind code label", moment="created_at revoked_at"),
    ),
    "device_visit": Entry(
        "เครื่องที่ดูหน้าเว็บ", "devices that looked at a page", Whose.ANONYMOUS, Kept.A_MONTH,
        columns(office="agency_id service_point_id", device="device", state="figure",
                 moment="counted_at"),
    ),
    "counter": Entry("ยอดของฝ่าย", "figures by unit", Whose.ANONYMOUS, Kept.RECORD, _counts()),
    "group_counter": Entry(
        "ยอดแยกกลุ่มบุคลากร", "figures by staff group", Whose.ANONYMOUS, Kept.RECORD,
        _counts("staff_group"),
    ),
    "day_count": Entry("ยอดรายวัน", "figures by day", Whose.ANONYMOUS, Kept.RECORD, _counts("day")),
    "hour_count": Entry(
        "ยอดรายชั่วโมง", "figures by hour", Whose.ANONYMOUS, Kept.RECORD,
        _counts("service_point_id", "day", "hour"),
    ),
    "assisted_tally": Entry(
        "ยอดที่เจ้าหน้าที่บันทึก", "tallies of counter officers", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office=WHERE, state="figure", number="amount", hat="recorded_by",
                 moment="recorded_at undone_at"),
    ),
    "respondent": Entry(
        "ผู้ที่เขียนถึงบัญชี", "people who wrote to the account", Whose.PEOPLE, Kept.BOTH,
        columns(key="id", office="agency_id",
                 choice="language friend_changed_at blocked_at opted_out_at",
                 moment="met_at noticed_at menu_shown_at wrong_since paused_until",
                 state="notice_version menu", number="wrong_codes"),
    ),
    "channel_address": Entry(
        "รหัสผู้ใช้ LINE", "LINE user ids", Whose.PEOPLE, Kept.BOTH,
        columns(key="id", office="agency_id", person="respondent_id", hash="user_hash",
                 identity="user_id"),
    ),
    "consent": Entry(
        "ความยินยอมให้เตือน", "consents to be reminded", Whose.AGREED, Kept.OUTSIDERS,
        columns(key="id", office="agency_id", person="respondent_id", state="notice_version",
                 choice="given_at withdrawn_at"),
    ),
    "notice_text": Entry(
        "ถ้อยคำประกาศแต่ละฉบับ", "the notice's words by version", Whose.NOBODY, Kept.RECORD,
        columns(office="agency_id", public="version words", moment="seen_at"),
    ),
    "pending_answer": Entry(
        "คำถามที่รอคำตอบ", "questions waiting for an answer", Whose.PEOPLE, Kept.A_MONTH,
        columns(person="respondent_id", office="agency_id", state="question facts",
                 access="token", moment="expires_at"),
    ),
    "survey_case": Entry(
        "กรณี: ผู้ตอบหนึ่งคนในหนึ่งแคมเปญ", "cases: one person in one campaign",
        Whose.PEOPLE, Kept.BOTH,
        columns(key="id", office=f"{WHERE} service_point_id", state="source",
                 person="respondent_id staff_member_id invitee_id", device="device",
                 moment="met_at bound_at reached_at", choice="reported_at stopped",
                 about="not_eligible"),
    ),
    "reminder": Entry(
        "การเตือนแต่ละขั้น", "reminders decided on", Whose.PEOPLE, Kept.BOTH,
        columns(key="id", office="agency_id campaign_id round_id", person="case_id",
                 state="step state reason", moment="day decided_at sent_on"),
    ),
    "reminder_round": Entry(
        "รอบเตือน", "reminder rounds", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office="agency_id campaign_id", state="state texts", number="people",
                 moment="day announced_at", hat="changed_by"),
    ),
    "staff_member": Entry(
        "บัญชีรายชื่อบุคลากร", "the staff roster", Whose.STAFF, Kept.YEAR,
        columns(key="id", office="agency_id campaign_id unit_id site_id evidence_id",
                 identity="name number code", hash="person_hash code_hash",
                 about="staff_group line started_on not_eligible",
                 choice="acknowledged_at signed_at", number="wrong_days",
                 moment="paused_until added_at erased_at"),
    ),
    "roster_file": Entry(
        "ไฟล์รายชื่อที่ส่งเข้ามา", "lists handed in", Whose.STAFF, Kept.YEAR,
        columns(key="id", office="agency_id campaign_id unit_id site_id", words="content",
                 state="kind digest state", moment="submitted_at decided_at",
                 hat="submitted_by decided_by"),
    ),
    "evidence": Entry(
        "การส่งใบลงชื่อ", "signature sheets handed in", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office="agency_id campaign_id unit_id site_id", number="people",
                 state="occasion state", public="letter_number letter_date",
                 moment="handed_in_at answered_at", hat="handed_in_by answered_by"),
    ),
    "milestone_tick": Entry(
        "งานที่ฝ่ายแจ้งว่าเสร็จ", "milestones ticked", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office="agency_id campaign_id unit_id", state="milestone",
                 moment="ticked_at", hat="ticked_by"),
    ),
    "invitee": Entry(
        "คู่สัญญา บริษัท และหน่วยงาน", "contractors, companies, agencies",
        Whose.FIRMS, Kept.OUTSIDERS,
        columns(key="id", office="agency_id campaign_id unit_id audience",
                 identity="organisation contract contact code", hash="invitee_hash code_hash",
                 moment="added_at erased_at"),
    ),
    "awareness_name": Entry(
        "รายชื่อ EIT ส่วนที่ 2", "EIT(2) names", Whose.LISTED, Kept.OUTSIDERS,
        columns(key="id", office="agency_id campaign_id group_code", identity="name",
                 hash="name_hash", moment="added_at"),
    ),
    "role": Entry(
        "หน้าที่ในสำนักงาน", "hats in the office", Whose.OFFICE, Kept.HATS,
        columns(key="id", person="respondent_id", office="agency_id unit_id site_id",
                about="name", moment="granted_at ended_at"),
    ),
    "invitation": Entry(
        "รหัสเชิญรับหน้าที่", "keys to a hat", Whose.NOBODY, Kept.RECORD,
        columns(key="id", office="agency_id unit_id site_id", hash="code_hash", state="role",
                moment="created_at expires_at used_at"),
    ),
    "desk_session": Entry(
        "การเข้าเว็บเจ้าหน้าที่", "sessions at the desk", Whose.OFFICE, Kept.A_MONTH,
        columns(key="id", office="agency_id", hash="token_hash", person="respondent_id",
                moment="started_at expires_at"),
    ),
    "chat_link": Entry(
        "ลิงก์จากแชต", "links given in chat", Whose.OFFICE, Kept.A_MONTH,
        columns(key="id", office="agency_id", hash="token_hash", hat="role_id",
                state="opens facts", moment="expires_at"),
    ),
    "webhook_event": Entry(
        "เหตุการณ์จาก LINE", "events from LINE", Whose.PEOPLE, Kept.A_MONTH,
        columns(key="id event_id", office="agency_id", hash="lane", words="payload",
                state="kind state reason", number="tries",
                moment="occurred_at received_at due_at handled_at"),
    ),
    "outbox_message": Entry(
        "ข้อความขาออก", "messages out", Whose.PEOPLE, Kept.A_MONTH,
        columns(key="id leader_id webhook_event_id", office="agency_id",
                person="respondent_id case_id reminder_id", words="messages",
                access="reply_token retry_key request_id",
                state="method topic state doubtful reason", number="tries",
                moment="token_dies_at not_after created_at due_at first_try_at ended_at"),
    ),
    "audit_entry": Entry(
        "บันทึกการเปลี่ยนแปลง", "the audit log", Whose.OFFICE, Kept.RECORD,
        columns(key="id", office="agency_id", moment="at", hat="actor", state="action facts"),
    ),
    "erasure_certificate": Entry(
        "หนังสือรับรองการลบ", "certificates of erasure", Whose.ANONYMOUS, Kept.RECORD,
        columns(key="id", office="agency_id campaign_id instrument", moment="made_at due_on",
                hat="actor", number="counts", state="checksum"),
    ),
    "allowance_month": Entry(
        "โควตาข้อความ", "message allowance", Whose.ANONYMOUS, Kept.RECORD,
        columns(office="agency_id", moment="month reported_at",
                number="granted reserved spent reported"),
    ),
    "heartbeat": Entry(
        "สัญญาณชีพของระบบ", "signs of life", Whose.NOBODY, Kept.WHILE_USED,
        columns(key="process", moment="beat_at"),
    ),
    "job_run": Entry(
        "งานตามเวลา", "jobs done", Whose.NOBODY, Kept.A_MONTH,
        columns(key="job", moment="scheduled_at started_at"),
    ),
    "lease": Entry(
        "ผู้นำตารางงาน", "who leads the timetable", Whose.NOBODY, Kept.WHILE_USED,
        columns(key="name", state="holder epoch", moment="expires_at"),
    ),
}  # fmt: skip
