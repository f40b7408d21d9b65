"""What one office gave out, used at another: unknown there, and nothing changes anywhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.chat_link import Opens
from models.counting import AssistedTally
from models.respondent import find_person
from models.role import RoleName
from rules.codes import CodeKind, new_code
from tests.bot.conftest import event
from tests.bot.test_desk import key_of
from tests.bot.test_desk_guards import HTTPS, path_of, rules
from tests.offices import acts
from tests.offices.asks import browser
from tests.offices.rows import rows_of
from tests.offices.world import SECRETS, Hall

Halls = tuple[Hall, Hall]
KINDS = {
    "counter": CodeKind.SERVICE_POINT,
    "card": CodeKind.STAFF,
    "letter": CodeKind.CONTRACTOR,
    "key": CodeKind.INVITATION,
}


@contextmanager
def unmoved(hall: Hall) -> Iterator[None]:
    """No row of the office changes meanwhile."""
    before = rows_of(hall.stage, hall.id)
    yield
    assert rows_of(hall.stage, hall.id) == before


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("who", ["a stranger", "owner", "มาลี"])
def test_a_code_of_another_office_is_an_unknown_code(halls: Halls, name: str, who: str) -> None:
    mine, other = halls
    with unmoved(other):
        told = mine.chat.say(who, other.codes[name])
        mine.stage.later(hours=1)
        unknown = mine.chat.say(who, new_code(KINDS[name]))
    assert told is not None
    assert unknown is not None
    if who != "a stranger":  # whose first words bring the notice, once
        assert told.messages == unknown.messages
    assert other.mark not in told.words


def test_a_key_of_another_office_is_still_good_at_its_own(halls: Halls) -> None:
    mine, other = halls
    granted = "ท่านได้รับหน้าที่"
    refused = mine.chat.say("a new one", other.codes["key"])
    answer = other.chat.say("a new one", other.codes["key"])
    assert refused is not None
    assert answer is not None
    assert granted not in refused.words
    assert granted in answer.words


@pytest.mark.parametrize("where", ["cookie", "door", "paper"])
def test_a_key_with_the_other_office_s_number_opens_nothing(halls: Halls, where: str) -> None:
    mine, other = halls
    with unmoved(mine), unmoved(other):
        for whose, named in ((mine, other), (other, mine)):
            held = (
                whose.cookies[RoleName.OWNER] if where == "cookie" else whose.links[_opens(where)]
            )
            forged = f"{named.id}-{held.partition('-')[2]}"
            client = mine.stage.client()
            if where == "cookie":
                client.set_cookie("desk", forged, path="/desk")
                assert client.get("/desk/", base_url=HTTPS).status_code == 401
            elif where == "door":
                for method in ("GET", "POST"):
                    assert client.open(f"/desk/in/{forged}", method=method).status_code == 410
            else:
                assert client.get(f"/paper/{forged}").status_code == 410
                assert client.post(f"/paper/{forged}/sheet.pdf").status_code == 410


def _opens(where: str) -> Opens:
    return Opens.DESK if where == "door" else Opens.SHEET


def test_a_form_key_of_another_office_changes_nothing(halls: Halls) -> None:
    mine, other = halls
    theirs, client = key_of(browser(other, RoleName.OWNER)), browser(mine, RoleName.OWNER)
    with unmoved(mine), unmoved(other):
        for rule in rules(mine.stage, "POST"):
            answer = client.post(path_of(rule), data={"key": theirs}, base_url=HTTPS)
            assert answer.status_code == 400, rule.rule


def test_a_number_of_another_office_is_one_that_is_not_there(halls: Halls) -> None:
    mine, other = halls
    client = browser(mine, RoleName.OWNER)
    key = key_of(client)
    for endpoint, names in {**acts.NUMBERS, "desk.preview": ("file",)}.items():
        rule = next(r for r in mine.stage.app.url_map.iter_rules() if r.endpoint == endpoint)
        method = "GET" if endpoint == "desk.preview" else "POST"
        for name in names:
            shown = [
                client.open(
                    _numbered(rule.rule, n), method=method, data={"key": key}, base_url=HTTPS
                )
                for n in (other.numbers[name], 999_999)
            ]
            assert shown[0].status_code == shown[1].status_code, (endpoint, name)
            assert shown[0].data == shown[1].data, (endpoint, name)
    page = "/desk/year/certificates/{}.pdf"
    for number in (other.numbers["certificate"], 999_999):
        assert client.get(page.format(number), base_url=HTTPS).status_code == 404


def _numbered(rule: str, number: int) -> str:
    return f"{rule.partition('<')[0]}{number}{rule.partition('>')[2]}"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param(["events", "replay"], "event", id="an event"),
        pytest.param(["roster", "accept"], "file", id="a file to take in"),
        pytest.param(["roster", "refuse"], "file", id="a file to refuse"),
        pytest.param(["awareness", "remove"], "name", id="a name"),
        pytest.param(
            ["privacy", "certificates", "--out", "x", "--print"], "certificate", id="proof"
        ),
        pytest.param(["reminders", "why"], "case", id="a case"),
    ],
)
def test_a_command_knows_no_number_of_another_office(
    halls: Halls, words: list[str], name: str
) -> None:
    mine, other = halls
    number = other.numbers[name]
    with unmoved(mine), unmoved(other):
        told, unknown = mine.run(*words, str(number)), mine.run(*words, "999999")
    assert told.exit_code == unknown.exit_code
    assert told.output == unknown.output.replace("999999", str(number))


@pytest.mark.parametrize("act", ["show", "clone", "close", "reopen"])
def test_a_command_knows_no_campaign_of_another_office(halls: Halls, act: str) -> None:
    mine, other = halls
    with unmoved(mine), unmoved(other):
        done = mine.run("campaign", act, f"{other.slug}-2570", *(["--yes"] * (act == "close")))
    assert done.exit_code == 1
    assert f"{mine.slug}-2570" in done.output


def test_a_tally_of_another_office_is_not_undone(halls: Halls) -> None:
    mine, other = halls
    with other.stage.wired.database.reading() as session:
        theirs = select(AssistedTally.id).where(AssistedTally.agency_id == other.id)
        number = session.scalars(theirs).first()
    assert number is not None
    with unmoved(other):
        mine.chat.tap("owner", f"undo={number}")


def test_a_webhook_is_signed_by_its_own_office(halls: Halls) -> None:
    mine, other = halls
    body, stage = {"events": [event(90)]}, mine.stage
    with unmoved(mine), unmoved(other):
        path = f"/callback/{mine.slug}"
        assert stage.post(body, path=path, secret=SECRETS[other.slug]) == 400
        assert stage.post(body, path="/callback/nowhere", secret=SECRETS[mine.slug]) == 404
    assert stage.post(body, path=f"/callback/{mine.slug}", secret=SECRETS[mine.slug]) == 200


def test_the_short_address_is_the_settings_office_s(halls: Halls) -> None:
    first = min(halls, key=lambda hall: hall.id)
    second = max(halls, key=lambda hall: hall.id)
    body = {"events": [event(91)]}
    with unmoved(second):
        assert first.stage.post(body, secret=SECRETS[second.slug]) == 400
        assert first.stage.post(body, secret=SECRETS[first.slug]) == 200


def test_the_same_line_account_is_another_person_at_each_office(halls: Halls) -> None:
    mine, other = halls
    owner = f"U{mine.chat.people['owner']:032x}"
    people = [_person(hall, owner) for hall in halls]
    assert None not in people
    assert people[0] != people[1]
    with unmoved(other):
        mine.chat.say("มาลี", "ลบข้อมูล")
        mine.chat.say("มาลี", "ยืนยันลบข้อมูล")
    citizen = f"U{mine.chat.people['มาลี']:032x}"
    assert (_person(mine, citizen) is None, _person(other, citizen) is None) == (True, False)


def _person(hall: Hall, user_id: str) -> int | None:
    office = hall.stage.wired.office(hall.slug)
    assert office is not None
    with hall.stage.wired.database.reading() as session:
        person = find_person(session, office, user_id=user_id)
        return person.id if person else None


def test_retention_of_one_office_leaves_the_other(halls: Halls) -> None:
    mine, other = halls
    mine.stage.at = datetime(2029, 1, 1, 3, 0, tzinfo=UTC)
    before = rows_of(mine.stage, mine.id)
    with unmoved(other):
        done = mine.run("privacy", "retention", "--commit", "--json")
    assert json.loads(done.stdout)["erased"]
    assert rows_of(mine.stage, mine.id)["staff_member"] != before["staff_member"]
