#!/bin/bash
# Installs the player on this very machine, runs its session under Xvfb as its own user, kills Chromium and waits for it
# to come back, installs again, and takes everything away. As root, on a machine that may be changed; after a build.
# CHROMIUM_FLAGS adds flags (containers without user namespaces need --no-sandbox).

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
readonly here work
readonly SERVER_PORT=18099 AGENT=http://127.0.0.1:7070 DISPLAY_NAME=:97
pids=()

clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

step() { printf '== %s\n' "$*"; }

# Tries a command twice a second for a minute.
await() {
  local _
  for _ in $(seq 120); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.5
  done
  echo "never: $*" >&2
  return 1
}

outlook() { curl -sf -X POST -H 'content-type: application/json' -H "origin: $AGENT" -d '{}' "$AGENT/agent/readOutlook"; }
# The page tells where it is and the agent sees its window.
is_on_wall() { [[ $(outlook) == *'"covers":[]'* ]]; }
browser_pid() { pgrep -u vongxoay -f 'chromium.*--kiosk.*--remote-debugging-pipe' | head -1; }
# Of the account that the installer made, and of nobody else.
agent_pid() { pgrep -u vongxoay -f 'node .*vongxoay-player.mjs' | head -1; }
is_another_browser() { local now; now=$(browser_pid) && [[ -n $now && $now != "$1" ]]; }

step 'a dry run changes nothing'
"$here/install-linux.sh" --dry-run --server "http://127.0.0.1:$SERVER_PORT" >/dev/null
[[ ! -e /opt/vongxoay-player && ! -e /etc/vongxoay-player ]]

step 'a server'
DATA_DIR=$work/server PORT=$SERVER_PORT HOST=127.0.0.1 node "$here/../../dist/server/main.js" >"$work/server.log" 2>&1 &
pids+=($!)
await grep -q 'player/#' "$work/server.log"
code=$(grep -o 'player/#[^[:space:]]*' "$work/server.log" | cut -d'#' -f2)

step 'install'
"$here/install-linux.sh" --server "http://127.0.0.1:$SERVER_PORT" --code "$code"
if [[ -n ${CHROMIUM_FLAGS:-} ]]; then
  node -e '
    const fs = require("node:fs"), path = "/etc/vongxoay-player/config.json";
    const config = JSON.parse(fs.readFileSync(path, "utf8"));
    fs.writeFileSync(path, JSON.stringify({ ...config, browserFlags: process.argv[1].split(" ") }, null, 2) + "\n");
  ' -- "$CHROMIUM_FLAGS"
fi

step 'the session comes up in kiosk on the player page'
Xvfb "$DISPLAY_NAME" -screen 0 1280x720x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
await test -S "/tmp/.X11-unix/X${DISPLAY_NAME#:}"
setsid setpriv --reuid=vongxoay --regid=vongxoay --init-groups env HOME=/var/lib/vongxoay-player DISPLAY="$DISPLAY_NAME" \
  /opt/vongxoay-player/session.sh >"$work/session.log" 2>&1 &
pids+=($!)
session=$!
await is_on_wall || { cat "$work/session.log" >&2; exit 1; }

step 'Chromium is killed and comes back'
before=$(browser_pid)
kill -KILL "$before"
await is_another_browser "$before"
await is_on_wall

step 'the agent is killed; its session ends, a new one finds the same pairing'
kill -KILL "$(agent_pid)"
wait "$session" || true
setsid setpriv --reuid=vongxoay --regid=vongxoay --init-groups env HOME=/var/lib/vongxoay-player DISPLAY="$DISPLAY_NAME" \
  /opt/vongxoay-player/session.sh >"$work/session.log" 2>&1 &
pids+=($!)
await is_on_wall || { cat "$work/session.log" >&2; exit 1; }
kill "$(agent_pid)"

step 'installing again keeps the settings'
cp /etc/vongxoay-player/config.json "$work/config.json"
"$here/install-linux.sh" >/dev/null
cmp "$work/config.json" /etc/vongxoay-player/config.json

step 'uninstall leaves journal and key'
"$here/install-linux.sh" --uninstall >/dev/null
[[ ! -e /opt/vongxoay-player && ! -e /etc/vongxoay-player && -f /var/lib/vongxoay-player/player-key.pem ]]
"$here/install-linux.sh" --uninstall >/dev/null
step 'done'
