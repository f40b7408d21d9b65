"""How the web process is served; chosen by measuring (benchmarks/, docs/decisions/0003)."""

import sys

from settings import Settings, SettingsProblem

try:
    settings = Settings.load()
    settings.needed_to_serve()
except SettingsProblem as problem:
    sys.exit("\n".join(problem.problems))

bind = f"0.0.0.0:{settings.port}"
# SQLite has one writer: one process, whose one writer thread commits for everybody.
workers = 1 if settings.database_url.startswith("sqlite") else 2
worker_class = "gthread"
threads = 32
preload_app = True
keepalive = 75
graceful_timeout = 25
accesslog = None
control_socket_disable = True  # nobody commands it, and two servers would fight over one socket
