#!/bin/sh
# Brings what some tests need from Debian's packages: Chromium and a Thai font, a pooler, a web
# server. Where that is not allowed, says so and goes on: the tests concerned are skipped by name.
browser="" servers=""
if ! command -v chromium >/dev/null 2>&1 || ! fc-list :lang=th 2>/dev/null | grep -q .; then
  browser="chromium fonts-thai-tlwg fontconfig"
fi
# Where systemd runs, installing a server would start it on somebody's own machine.
if [ ! -d /run/systemd/system ]; then
  PATH="$PATH:/usr/sbin:/sbin"
  command -v pgbouncer >/dev/null 2>&1 || servers="$servers pgbouncer"
  command -v nginx >/dev/null 2>&1 || servers="$servers nginx-light"
  command -v ip >/dev/null 2>&1 || servers="$servers iproute2"
fi
[ -z "$browser$servers" ] && exit 0

brought() {
  [ -z "$*" ] || apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086 (each a word of its own)
  brought $browser && browser=""
  # shellcheck disable=SC2086
  brought $servers && servers=""
fi
for each in $browser $servers; do
  echo "$each could not be installed: the tests that need it will be skipped" >&2
done
exit 0
