#!/bin/sh
# Tries the watchdog of apply under a real systemd: sh scripts/try-systemd.sh, as root, on a machine that
# may be thrown away. It changes sysctls of the host and puts them back; `npm test` never runs it.
set -eu
[ "${THROWAWAY:-}" = yes ] || { echo 'Run it on a machine that may be thrown away, with THROWAWAY=yes' >&2; exit 2; }
[ -d /run/systemd/system ] || { echo 'systemd does not run this machine' >&2; exit 2; }

folder=$(mktemp -d)
doctor() { node packages/doctor/bin/tcpdoctor.js "$@" --lang en; }
apply() { doctor apply "$folder/plan" --yes --no-look --state "$folder/state" --confirm-within "$1" >/dev/null; }
value() { cat /proc/sys/net/ipv4/tcp_mtu_probing; }
unit() { systemctl list-units --plain --no-legend 'tcpdoctor-*' | cut -d' ' -f1; }
pid() { systemctl show --property=MainPID --value "$(unit)"; }

# Waits up to 60 s for a condition: what, then a command.
until_it() {
  what=$1 tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo "FAILED: $what" >&2; exit 1; }
    sleep 0.2
  done
  echo "ok  $what"
}
is_new() { [ "$(value)" = 1 ]; }
is_old() { [ "$(value)" = "$old" ]; }
is_gone() { [ -z "$(unit)" ]; }
came_back() { now=$(pid) && [ "$now" != 0 ] && [ "$now" != "$killed" ]; }

old=$(value)
[ "$old" = 0 ] || { echo "net.ipv4.tcp_mtu_probing is $old: this needs 0" >&2; exit 2; }
doctor plan --profile web --json >"$folder/plan" || true # 1: there is something to change

apply 20s
until_it 'applied' is_new
until_it 'nobody confirms: the former value is back' is_old
until_it 'and the unit is gone' is_gone

apply 30s
killed=$(pid)
kill -9 "$killed"
until_it 'killed: the watchdog comes back' came_back
until_it 'and does its work' is_old
until_it 'and the unit is gone' is_gone

apply 1h
systemctl stop "$(unit)"
until_it 'stopped: the former value is back at once' is_old

apply 20s
systemctl daemon-reload
systemctl daemon-reexec
until_it 'systemd loaded anew: the former value is back' is_old
until_it 'and the unit is gone' is_gone

apply 1h
doctor confirm --state "$folder/state" >/dev/null
until_it 'confirmed: the unit is gone' is_gone
until_it 'and the value stays' is_new
doctor rollback --state "$folder/state" >/dev/null
until_it 'rolled back' is_old
rm -r "$folder"
