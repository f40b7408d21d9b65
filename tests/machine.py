"""A small server for a test: systemd as process 1 of namespaces of its own, on a copy of this
machine's disk that is forgotten, with no network but itself.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.product import until

SYSTEMD = "/lib/systemd/systemd"

BOOT = r"""set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -o bind,ro proc/sys proc/sys
mount -t sysfs -o ro sysfs sys
mount -t tmpfs tmpfs run
echo "#subsys_name hierarchy num_cgroups enabled" > run/cgroups  # it divides nothing among units
mount --bind run/cgroups proc/cgroups
mount -t tmpfs -o mode=755 tmpfs dev
for each in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 666 "dev/${each%:*}" c 1 "${each#*:}"
done
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s /proc/self/fd dev/fd
rm -rf etc/systemd/system/*
for each in tmp.mount systemd-tmpfiles-setup.service; do  # the programs may be in /tmp
  ln -s /dev/null "etc/systemd/system/$each"
done
ip link set lo up
export container=a-test
exec chroot . /lib/systemd/systemd --system --unit=basic.target --show-status=0
"""


class Machine:
    """A machine at work."""

    def __init__(self, pid: int) -> None:
        self._inside = ["nsenter", "-t", str(pid), "-m", "-p", "-n", "-u", "-i", "-C", "-r", "-w"]

    def run(self, script: str, *, check: bool = True) -> str:
        """What a shell there, as root, printed; with `check`, it must have gone well."""
        done = subprocess.run(
            [*self._inside, "/bin/bash", "-e", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        )
        assert done.returncode == 0 or not check, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def booted() -> Iterator[Machine | str]:
    """A machine, or the reason why there is none here."""
    if os.geteuid() != 0 or not os.path.exists(SYSTEMD) or shutil.which("unshare") is None:
        yield "a machine to boot needs root, systemd and unshare"
        return
    try:
        groups = list(_own_groups(f"outreach-{os.getpid()}"))
    except OSError as error:
        yield f"no control group may be made ({error.strerror})"
        return
    disk = Path(tempfile.mkdtemp(prefix="outreach-machine-"))
    join = "".join(f"echo $$ > '{group}/cgroup.procs'; " for group in groups)
    boot = f"{join}exec unshare -f -p -m -n -u -i -C /bin/bash -c '{BOOT}' boot '{disk}'"
    with open(disk / "log", "ab") as log:
        parent = subprocess.Popen(["/bin/bash", "-c", boot], stdout=log, stderr=log)
    try:
        until(lambda: parent.poll() is not None or _is_up(parent), "the machine is up", 120)
        first = _first_child(parent)
        yield Machine(first) if first else (disk / "log").read_text()
    finally:
        if first := _first_child(parent):
            os.kill(first, signal.SIGKILL)  # and with process 1 all the others end
        parent.kill()
        parent.wait(timeout=30)
        for group in groups:
            _remove(group)
        shutil.rmtree(disk, ignore_errors=True)


def _own_groups(name: str) -> Iterator[Path]:
    """Control groups in which systemd keeps its units' processes: it writes nowhere else."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controller, path = line.split(":", 2)
        if controller in ("", "name=systemd"):
            top = Path("/sys/fs/cgroup") / (controller.removeprefix("name=") or "unified")
            group = (top if top.is_dir() else top.parent) / path.strip("/") / name
            group.mkdir(exist_ok=True)
            yield group


def _remove(group: Path) -> None:
    def empty() -> bool:
        for folder, _, _ in os.walk(group, topdown=False):
            with suppress(OSError):
                os.rmdir(folder)
        return not group.exists()

    until(empty, f"{group} is empty")


def _first_child(parent: subprocess.Popen[bytes]) -> int | None:
    """Process 1, as it is numbered here; None when there is none, or no more."""
    with suppress(OSError):
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        return int(children[0]) if children and parent.poll() is None else None
    return None


def _is_up(parent: subprocess.Popen[bytes]) -> bool:
    first = _first_child(parent)
    state = Machine(first).run("systemctl is-system-running", check=False) if first else ""
    return state.strip() in ("running", "degraded")
