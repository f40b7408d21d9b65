"""`make run`: sets the stage and starts everything under one supervisor, in one terminal.

Web, worker, scheduler and simulator run as Procfile.dev names them; Ctrl-C (or a hang-up) stops
them all.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from dotenv import dotenv_values
from honcho.environ import parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
STARTING_S = 60


def main() -> None:
    """Prepares the database and the demo, then runs until stopped."""
    env = environment()
    refuse_taken_ports(env)
    addresses = flask(["demo"], env)
    supervisor = Manager()
    procfile = parse_procfile((ROOT / "Procfile.dev").read_text())
    for name, command in procfile.processes.items():
        supervisor.add_process(name, f"exec {command}", env=env, cwd=str(ROOT))
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    threading.Thread(target=announce, args=(env, addresses), daemon=True).start()
    supervisor.loop()
    sys.exit(0 if supervisor.returncode in (130, 143) else supervisor.returncode)


def environment() -> dict[str, str]:
    """The demo's settings; what the shell sets goes before them."""
    demo = {name: value or "" for name, value in dotenv_values(ROOT / "demo.env").items()}
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")])
    env = {**demo, **os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    env.setdefault("SIMULATOR_PORT", env["LINE_API_BASE"].rpartition(":")[2])
    env.setdefault("SIMULATOR_WEBHOOK", f"http://127.0.0.1:{env['PORT']}/callback")
    return env


def refuse_taken_ports(env: dict[str, str]) -> None:
    """Ends with one sentence a port when another program listens there already."""
    taken = [port for port in (env["PORT"], env["SIMULATOR_PORT"]) if is_taken(int(port))]
    for port in taken:
        print(
            f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ (เปิด make run ไว้แล้วหรือไม่) · "
            f"Port {port} is in use: is `make run` running already? "
            "Otherwise set PORT (and LINE_API_BASE) to free ones.",
            file=sys.stderr,
        )
    if taken:
        sys.exit(1)


def is_taken(port: int) -> bool:
    """Whether something on this machine listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def flask(words: list[str], env: dict[str, str]) -> str:
    """Runs one of our commands and gives back what it printed; its failure is ours."""
    done = subprocess.run(  # noqa: S603 (our own command, no outside words)
        [str(ROOT / ".venv" / "bin" / "flask"), *words],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.returncode)
    return done.stdout


def announce(env: dict[str, str], addresses: str) -> None:
    """Prints the addresses once the pages answer, so that the first click works."""
    waiting = [
        f"http://127.0.0.1:{env['PORT']}/healthz",
        f"{env['LINE_API_BASE']}/simulator/",
    ]
    give_up_at = time.monotonic() + STARTING_S
    while waiting and time.monotonic() < give_up_at:
        waiting = [address for address in waiting if not answers(address)]
        time.sleep(0.2)
    print(addresses, flush=True)
    flask(["line", "setup"], env)  # the stand-in forgets its menus when it ends


def answers(address: str) -> bool:
    """Whether a page is served there."""
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 (our own http address)
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
