"""Pages, forms and files: hostile addresses, fields and headers, as a stranger and as an owner."""

import html
import re
from collections import Counter
from typing import Any
from urllib.parse import quote, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.campaign import Campaign
from models.role import RoleName
from tests.attacks import hostile
from tests.attacks.ground import Attack, Ground
from tests.bot.test_desk import key_of, signed_in
from tests.bot.test_desk_guards import HTTPS, path_of, rules

HARMLESS = {200, 302, 303, 308, 400, 401, 403, 404, 405, 410, 413}
SLOW = {"desk.pack", "desk.report", "desk.certificate"}
"""A child process sets these: their facts are attacked by the exports' own attack."""

ENDS_IT = {"desk.leave", "desk.close", "desk.reopen"}
TRACE = re.compile(r"Traceback|sqlalchemy|psycopg|File \"|werkzeug\.|\bSELECT .* FROM\b")
"""What an error page must never show."""


def unharmed(answer: TestResponse, sent: object) -> str:
    """The answer's status, once it is no fault, leads nowhere else and runs nothing of ours."""
    assert answer.status_code in HARMLESS, (answer.status_code, sent)
    assert_leads_home(answer, sent)
    for name, value in answer.headers.items():
        assert not {"\n", "\r"} & set(value), (name, sent)
        assert name != "X-Evil", sent
        assert "stolen" not in value, (name, sent)
    if answer.mimetype == "text/html":
        assert not TRACE.search(answer.text), sent
        for markup in ("<script>alert", "<img src=x", "</style><script", "49{%"):
            assert markup not in answer.text, (markup, sent)
    return f"{answer.status_code}"


def assert_leads_home(answer: TestResponse, sent: object) -> None:
    """A redirect goes on here, to the LINE app, or to the official questionnaire."""
    where = urlsplit(answer.headers.get("Location", ""))
    host = where.hostname or ""
    official = where.scheme == "https" and host.endswith(".nacc.go.th")
    assert not host or host in ("line.me", "localhost") or official, (where, sent)
    assert host or not where.path.startswith("//"), (where, sent)


def stranger(ground: Ground, cases: int) -> Counter[str]:
    """Any address of ours with hostile parts, methods and headers, without a cookie."""
    ended = Counter[str]()
    addresses = [rule.rule for rule in ground.stage.app.url_map.iter_rules()]
    real = ground.codes["counter"]
    for _ in range(cases):
        path = re.sub(r"<[^>]+>", lambda _: _part(ground, real), ground.chance.choice(addresses))
        method = ground.chance.choice(("GET", "GET", "GET", "POST", "HEAD", "PUT", "OPTIONS"))
        headers = _headers(ground)
        answer = ground.stage.client().open(path, method=method, headers=headers)
        if answer.status_code == 503 and path in ("/readyz", "/privacy"):
            continue  # no worker runs beside this test
        ended[unharmed(answer, (method, path, headers))] += 1
    assert ground.miscounted() == []
    return ended


def _part(ground: Ground, real: str) -> str:
    if ground.chance.random() < 0.3:
        return real
    word = hostile.word(ground.chance)[:300]
    return quote(word.encode("utf-8", "surrogatepass"), safe="/%" if "%" in word else "")


def _headers(ground: Ground) -> dict[str, str]:
    """Hostile where a client may write; a header cannot carry a line's end past the server."""
    names = ("User-Agent", "Cookie", "Host", "X-Forwarded-For", "X-Forwarded-Host", "Referer")
    names += ("Range", "If-None-Match", "Accept-Language", "Purpose", "Content-Type")
    made = {}
    for name in ground.chance.sample(names, 2):
        word = hostile.word(ground.chance)[:200].encode("utf-8", "replace").decode("latin-1")
        if name == "Cookie":
            word = f"device={word}; desk={word}"
        made[name] = re.sub(r"[\r\n]", " ", word)
    return made


def owner(ground: Ground, cases: int) -> Counter[str]:
    """Every form of the desk, signed in, with its key, its own fields and hostile values."""
    client, ended = _signed_in(ground)
    forms = [r for r in rules(ground.stage, "POST") if r.endpoint not in SLOW | ENDS_IT]
    pages = [r for r in rules(ground.stage, "GET") if r.endpoint not in SLOW]
    fields = _fields(client, [path_of(rule) for rule in pages])
    key = key_of(client)
    for _ in range(cases):
        form = {name: _value(ground, known) for name, known in fields.items()}
        path = _address(ground, ground.chance.choice(forms).rule)
        if ground.chance.random() < 0.2:  # one link led astray, all else as it stands
            path = "/desk/settings/links"
            form = {n: known[-1] if known else "1" for n, known in fields.items() if "links." in n}
            form[f"links.{ground.chance.choice(['EIT', 'IIT'])}.url"] = ground.chance.choice(
                hostile.URLS
            )
        answer = client.post(path, data={**form, "key": key}, base_url=HTTPS)
        ended[f"POST {unharmed(answer, (path, form))}"] += 1
        path = _address(ground, ground.chance.choice(pages).rule)
        asked = {name: _value(ground, ()) for name in ("said", "survey", "page", "at")}
        answer = client.get(path, query_string=asked, base_url=HTTPS)
        ended[f"GET {unharmed(answer, (path, asked))}"] += 1
        _assert_links_official(ground)
    assert ground.miscounted() == []
    return ended


def _signed_in(ground: Ground) -> tuple[FlaskClient, Counter[str]]:
    return signed_in(ground.stage, RoleName.OWNER), Counter[str]()


def _fields(client: FlaskClient, paths: list[str]) -> dict[str, tuple[str, ...]]:
    """Every field of every page, with the values it offers."""
    found: dict[str, set[str]] = {}
    for path in paths:
        text = client.get(path, base_url=HTTPS).text
        for tag in re.findall(r"<(?:input|select|textarea|button|option)[^>]*>", text):
            name = re.search(r'\bname="([^"]+)"', tag)
            value = re.search(r'\bvalue="([^"]*)"', tag)
            if name:
                found.setdefault(html.unescape(name[1]), set())
            if name and value:
                found[html.unescape(name[1])].add(html.unescape(value[1]))
    found.pop("key", None)
    for name in ("unit", "role", "site", "kind", "survey"):
        found.setdefault(name, set()).update(("works", "owner", "counter", "EIT"))
    return {name: tuple(sorted(values)) for name, values in sorted(found.items())}


def _value(ground: Ground, known: tuple[str, ...]) -> Any:
    if known and ground.chance.random() < 0.5:
        return ground.chance.choice(known)
    return hostile.word(ground.chance).encode("utf-8", "replace").decode()[:3000]


def _address(ground: Ground, rule: str) -> str:
    def part(found: re.Match[str]) -> str:
        if found[1]:
            return ground.chance.choice(("1", "2", "0", "9" * 30, str(2**63), str(2**31)))
        known = ("links", "unit", "notice", "dates", "works", "progress.pdf", "campaign.yaml")
        if ground.chance.random() < 0.6:
            return ground.chance.choice(known)
        return quote(hostile.word(ground.chance).encode("utf-8", "replace")[:200], safe="")

    return re.sub(r"<(int:)?(\w+)>", part, rule)


def _assert_links_official(ground: Ground) -> None:
    with ground.stage.wired.database.reading() as session:
        for campaign in session.scalars(select(Campaign)):
            for link in campaign.content["links"].values():
                where = urlsplit(link["url"])
                assert where.scheme == "https", link
                assert (where.hostname or "").endswith(".nacc.go.th"), link
                assert not {*link["url"]} & {*"\\@?# "}, link


ATTACKS = [
    Attack(
        "pages: a stranger's addresses and headers",
        "every route with hostile parts, seven methods, two hostile headers",
        "no 5xx, no trace, no header of the sender's; redirects only to us, LINE, *.nacc.go.th",
        300,
        30_000,
        stranger,
    ),
    Attack(
        "pages: an owner's forms",
        "every field of every form of the desk with its own or hostile values, the key right",
        "no 5xx; nothing unescaped; links stay official; the figures equal the facts",
        120,
        6_000,
        owner,
    ),
]
