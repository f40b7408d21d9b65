"""flask line setup|doctor: this installation and its LINE account."""

from collections.abc import Iterator

from flask.cli import AppGroup
from sqlalchemy import select

from bot.cli.line_menus import line_client, missing_menus, setup
from bot.cli.output import as_json, say
from bot.routes.health import ALIVE
from bot.wiring import Wiring, wiring
from models.agency import Agency
from models.campaign import Campaign, Instrument, current_campaign
from models.heartbeat import Heartbeat
from models.line_channel import is_any_stored
from outbound.line_client import LineClient
from rules.thai_dates import bangkok_date
from settings import SettingsProblem

NOT_ASKABLE = (
    "• ตรวจด้วยตา: Webhook redelivery เปิด ใน LINE Developers (LINE ไม่ให้ถาม) · "
    "See for yourself that “Webhook redelivery” is on: LINE does not tell."
)

group = AppGroup("line", help="The LINE account.")
group.add_command(setup)


@group.command("doctor")
@as_json
def doctor(as_json: bool) -> None:
    """Says what is wrong and how to mend it; exit 1 when something is."""
    wired = wiring()
    problems = [
        *_settings(wired),
        *campaign_problems(wired),
        *_processes(wired),
        *channel_problems(wired),
    ]
    words = "\n".join(f"✗ {problem}" for problem in problems) or "✓ พร้อมใช้ · Everything is well."
    words += f"\n{NOT_ASKABLE}"
    say(words, {"well": not problems, "problems": problems}, as_json=as_json)
    if problems:
        raise SystemExit(1)


def _settings(wired: Wiring) -> Iterator[str]:
    try:
        wired.settings.needed_to_serve(lambda: is_any_stored(wired.database))
    except SettingsProblem as problem:
        yield from problem.problems
    if wired.settings.simulator:
        yield "ใช้ห้องแชทจำลองอยู่ ไม่มีใครได้รับข้อความ · SIMULATOR=1: nobody real is reached."


def campaign_problems(wired: Wiring) -> Iterator[str]:
    """What stands between people and the official questionnaire."""
    office = wired.office("")
    if office is None:
        yield "ยังไม่มีหน่วยงาน · No office: run `flask campaign load campaigns/….yaml`."
        return
    with wired.database.reading() as session:
        campaign = current_campaign(session, office.id, bangkok_date(wired.now()))
        yield from _links(campaign) if campaign else ["ยังไม่มีแคมเปญ · No campaign is loaded."]


def _links(campaign: Campaign) -> Iterator[str]:
    for instrument in Instrument:
        if campaign.is_practice(instrument):
            yield (
                f"ลิงก์ {instrument} เป็นลิงก์ทดลอง ใส่ลิงก์จริงของ ป.ป.ช. ใน "
                f"campaigns/{campaign.slug}.yaml แล้วโหลดใหม่ · "
                f"The {instrument} link is a PRACTICE LINK: put the NACC's own in "
                f"campaigns/{campaign.slug}.yaml and load it again."
            )


def _processes(wired: Wiring) -> Iterator[str]:
    with wired.database.reading() as session:
        beats = {row.process: row.beat_at for row in session.scalars(select(Heartbeat))}
    for process in ("worker", "scheduler"):
        if process not in beats or wired.now() - beats[process] > ALIVE:
            yield f"ไม่พบ {process} ทำงาน · No sign of the {process}: start it as Procfile says."


def channel_problems(wired: Wiring) -> Iterator[str]:
    """Compares what LINE has with what it should have (line-platform.md §1, §2)."""
    office = wired.office()
    channel = wired.channel(office) if office is not None else None
    if office is None or channel is None:
        yield (
            "หน่วยงานนี้ยังไม่มีช่องทาง LINE: สั่ง flask agency channel · "
            "This office has no LINE channel yet: run `flask agency channel SLUG`."
        )
        return
    client = line_client(wired)
    bot = client.get("/v2/bot/info")
    if bot is None:
        yield (
            "ถาม LINE ไม่ได้: ตรวจ LINE_CHANNEL_ACCESS_TOKEN และอินเทอร์เน็ต · LINE cannot be asked: "
            "check LINE_CHANNEL_ACCESS_TOKEN and the network."
        )
        return
    if channel.basic_id and bot.get("basicId") not in (channel.basic_id, None):
        yield f"LINE_BASIC_ID ไม่ตรง · LINE_BASIC_ID should be {bot.get('basicId')}."
    if bot.get("chatMode") == "chat":
        yield (
            "ปิด “แชท” ใน LINE Official Account Manager: เปิดไว้เจ้าหน้าที่จะอ่านข้อความของผู้ตอบได้ · "
            "Turn Chat off: while on, officers can read what respondents write."
        )
    hook = client.get("/v2/bot/channel/webhook/endpoint") or {}
    wanted = webhook_url(wired, office)
    if hook.get("endpoint") not in accepted_webhooks(wired, office):
        yield f"Webhook URL ใน LINE คือ {hook.get('endpoint')} · Set the webhook URL to {wanted}."
    if hook and hook.get("active") is not True:
        yield "เปิด Use webhook ใน LINE Developers · Turn “Use webhook” on."
    if hook:
        yield from _webhook_test(client, str(hook.get("endpoint")))
    yield from _allowance(client)
    yield from missing_menus(wired)


def webhook_url(wired: Wiring, office: Agency) -> str:
    """Where LINE delivers this office's events (design.md §3)."""
    return f"{wired.settings.public_base_url}/callback/{office.slug}"


def accepted_webhooks(wired: Wiring, office: Agency) -> list[str]:
    """The default office's may also leave the slug out."""
    is_default = wired.default_id() == office.id
    short = f"{wired.settings.public_base_url}/callback"
    return [webhook_url(wired, office), *([short] if is_default else [])]


def _webhook_test(client: LineClient, endpoint: str) -> Iterator[str]:
    """LINE itself calls the address; it says what came of it."""
    status, found = client.ask("POST", "/v2/bot/channel/webhook/test", {"endpoint": endpoint})
    if status == 200 and not found.get("success"):
        why = f"{found.get('reason')} {found.get('statusCode') or ''}".strip()
        yield (
            f"LINE เรียก {endpoint} ไม่สำเร็จ ({why}): ตรวจว่า web ทำงาน ใบรับรอง HTTPS และไฟร์วอลล์ · "
            f"LINE cannot reach {endpoint} ({why}): is `web` up, its certificate valid, "
            "the port open?"
        )


def _allowance(client: LineClient) -> Iterator[str]:
    quota = client.get("/v2/bot/message/quota") or {}
    used = (client.get("/v2/bot/message/quota/consumption") or {}).get("totalUsage", 0)
    if quota.get("type") == "limited" and used >= quota.get("value", 0):
        yield (
            f"ข้อความของเดือนนี้หมดแล้ว ({used}) ตอบกลับยังส่งได้ · This month's messages are used up "
            f"({used}); replies still go."
        )
