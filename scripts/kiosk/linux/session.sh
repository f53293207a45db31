#!/bin/sh
# The session of the kiosk: nothing dims, one small window manager, and the agent. When the agent ends, so does the
# session, and systemd begins it anew.

set -u
xset s off -dpms s noblank 2>/dev/null || true
openbox --config-file /opt/vongxoay-player/openbox.xml &
exec node /opt/vongxoay-player/agent/vongxoay-player.mjs --config /etc/vongxoay-player/config.json
