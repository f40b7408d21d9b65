"""Recipe 1 of docs/deploy.md, block by block as it is written, on a machine with systemd.

Three lines are not run as they stand, for the machine has no network: what apt would bring is
there already, what git would clone is copied, and the programs of `make setup` are these here.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy_page import blocks
from tests.machine import Machine, booted
from tests.product import until

NO_NETWORK = ("apt-get ", "sudo -u outreach git clone", "cd /srv/outreach && sudo -u outreach make")

NAME = "outreach.example.go.th"
CERTIFICATE = f"""
mkdir -p /etc/letsencrypt/live/{NAME} && cd /etc/letsencrypt/live/{NAME}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} \
  -addext subjectAltName=DNS:{NAME} -keyout privkey.pem -out fullchain.pem 2>/dev/null
echo "127.0.0.1 {NAME}" >> /etc/hosts
"""
HTTPS = f"curl -fsS --cacert /etc/letsencrypt/live/{NAME}/fullchain.pem https://{NAME}"

LINE = f"""
cat >> /srv/outreach/.env <<END
SIMULATOR=1
SIMULATOR_WEBHOOK=https://{NAME}/callback
SSL_CERT_FILE=/etc/letsencrypt/live/{NAME}/fullchain.pem
END
systemd-run --quiet --unit=line --uid=outreach -p WorkingDirectory=/srv/outreach \
  -p EnvironmentFile=/srv/outreach/.env /srv/outreach/.venv/bin/python -m simulator
"""

SLOW = f"""
import socket, ssl, sys, time
trusting = ssl.create_default_context(cafile="/etc/letsencrypt/live/{NAME}/fullchain.pem")
head = b"POST /callback HTTP/1.1\\r\\nHost: {NAME}\\r\\nContent-Length: 999\\r\\n\\r\\nx"
kept = []
for _ in range(80):
    raw = socket.create_connection(("127.0.0.1", 443))
    kept.append(trusting.wrap_socket(raw, server_hostname="{NAME}"))
    kept[-1].sendall(head)
print("begun", flush=True)
time.sleep(600)
"""


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A machine on which the recipe's first block is done."""
    with booted() as made:
        if isinstance(made, str):
            pytest.skip(f"no machine with systemd: {made}")
        made.run("rm -rf /etc/nginx/sites-enabled /etc/nginx/conf.d/*")
        first, *_ = blocks("one-server")
        for line in first.splitlines():
            if not line.startswith(NO_NETWORK):
                written(made, line)
        copy_program(made)
        yield made


def written(machine: Machine, script: str) -> str:
    """What a block printed; `sudo` is not on every machine that tests."""
    sudo = 'sudo() { local who="$2"; shift 2; runuser -u "$who" -- "$@"; }\n'
    return machine.run(f"{sudo}mkdir -p /srv/outreach && cd /srv/outreach\n{script}")


def copy_program(machine: Machine) -> None:
    """These files and these programs, where the recipe has them."""
    program = Path(sys.executable)
    for path in (ROOT / ".venv", program.resolve()):
        for folder in path.parents:
            machine.run(f"chmod o+x '{folder}'")
    machine.run(
        f"cd '{ROOT}' && tar c --exclude=./.venv --exclude=./var --exclude=./.git . "
        "| tar x -C /srv/outreach && mkdir -p /srv/outreach/.venv "
        "&& chown -R outreach:outreach /srv/outreach "
        f"&& mount -o bind,ro '{ROOT}/.venv' /srv/outreach/.venv"
    )


def told(machine: Machine, path: str, **words: str) -> dict[str, object]:
    """The stand-in for LINE is asked, or told, something."""
    data = f"-H 'Content-Type: application/json' -d '{json.dumps(words)}'" if words else ""
    answer: dict[str, object] = json.loads(
        machine.run(f"curl -fsS {data} http://127.0.0.1:8001/simulator/{path}")
    )
    return answer


def test_the_recipe_makes_a_server_that_answers_and_comes_back(machine: Machine) -> None:
    _, settings, database, systemd, looks = blocks("one-server")
    written(machine, settings.replace("จาก-LINE", "simulator"))
    assert machine.run("stat -c '%a %U' /srv/outreach/.env") == "600 outreach\n"
    machine.run(CERTIFICATE + LINE)
    written(machine, database)
    written(machine, systemd)
    front(machine)
    for line in looks.splitlines():
        written(machine, f"{line} || [ $? = 1 ]")  # the doctor finds what a rehearsal lacks

    point = written(machine, ".venv/bin/flask qr make --unit works --label 1 --json")
    code = json.loads(point)[0]["code"]
    person = str(told(machine, "people", name="มาลี")["id"])
    assert told(machine, "say", person=person, text=code)["status"] == 200
    until(lambda: answers(machine, person) == 1, "the answer came, through HTTPS and back")

    assert users_of_processes(machine) == {"outreach"}
    for name in ("worker", "scheduler", "web"):
        machine.run(f"systemctl kill --kill-whom=all --signal=KILL outreach@{name}")
    until(lambda: is_well(machine), "systemd started all three again")
    assert told(machine, "say", person=person, text="ตอบแล้ว")["status"] == 200
    until(lambda: answers(machine, person) == 2, "and they work")

    limit = machine.run("systemctl show -p StartLimitIntervalUSec --value outreach@worker")
    assert limit.strip() == "0"  # however long the database is away, systemd goes on trying

    kept = machine.run("stat -c '%a %U %n' /var/lib/outreach-backups /var/lib/outreach-backups/*")
    assert kept.splitlines()[0] == "700 outreach /var/lib/outreach-backups"
    assert len(kept.splitlines()) == 2
    assert "outreach-backup.timer" in machine.run("systemctl list-timers --no-pager")
    assert "02:00:00" in machine.run("systemctl show -p TimersCalendar outreach-backup.timer")
    the_front_keeps_out_what_must_not_come_in(machine)


def front(machine: Machine) -> None:
    """The page's HTTPS block but for the certificate's lines; its name stays the example's."""
    if shutil.which("nginx") is None:
        pytest.skip("no nginx: install Debian's package nginx-light")
    (block,) = blocks("https")
    copied = [line for line in block.splitlines() if line.startswith(("sed", "nginx"))]
    script = "\n".join(copied).replace("YOUR.NAME", NAME)
    written(machine, f"systemctl start nginx\n{script}")


def answers(machine: Machine, person: str) -> int:
    chat = told(machine, f"state?person={person}")["chat"]
    assert isinstance(chat, list)
    return sum(entry["from"] == "bot" for entry in chat)


def is_well(machine: Machine) -> bool:
    return '"ready":true' in machine.run(f"{HTTPS}/readyz", check=False).replace(" ", "")


def users_of_processes(machine: Machine) -> set[str]:
    """Who runs the Procfile's three."""
    lines = machine.run("ps -eo user:20=,args=").splitlines()
    ours = ("gunicorn bot.app", "scheduler.worker", "-m scheduler")
    return {line.split()[0] for line in lines if any(each in line for each in ours)}


def the_front_keeps_out_what_must_not_come_in(machine: Machine) -> None:
    """One machine for all of it: to make a second takes a minute."""
    assert "301" in machine.run(f"curl -sSI http://{NAME}/q/x")
    machine.run("ip addr add 198.18.0.9/32 dev lo")
    assert "outreach_webhook_open" in machine.run(f"{HTTPS}/metrics")
    assert "403" in machine.run(f"{HTTPS}/metrics --interface 198.18.0.9 2>&1", check=False)
    machine.run(
        f"cat > /tmp/slow.py <<'END'\n{SLOW}\nEND\nsystemd-run --unit=slow python3 /tmp/slow.py"
    )
    until(lambda: "begun" in machine.run("journalctl -u slow --no-pager"), "80 wait with a body")
    assert is_well(machine)
    held = machine.run("ss -Htn state established '( sport = :8000 )' | wc -l")
    assert int(held) <= 16  # nginx's kept connections: no half request is among them
