#!/bin/bash
# Makes a Debian or Ubuntu PC the controller of one LED screen: packages, user, agent, X11 session at boot, clock, no
# sleep. Run it again at any time: what is right stays as it is. --uninstall takes it away and leaves journal and key.

set -euo pipefail

readonly APP=/opt/vongxoay-player
readonly CONFIG_DIR=/etc/vongxoay-player
readonly DATA=/var/lib/vongxoay-player
readonly UNIT=/etc/systemd/system/vongxoay-player.service
readonly LOGIND=/etc/systemd/logind.conf.d/vongxoay-player.conf
readonly ACCOUNT=vongxoay
readonly PACKAGES=(xserver-xorg xinit openbox x11-xserver-utils chromium ca-certificates)
readonly SLEEPS=(sleep.target suspend.target hibernate.target hybrid-sleep.target)
readonly NODE_MAJOR=20

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly DIST=$here/../../dist

server=''
code=''
dry_run=false
uninstall=false
with_packages=true

usage() {
  cat <<'TEXT'
Cách dùng: sudo ./install-linux.sh --server http://MÁY-CHỦ:8080 [--code MÃ-GHÉP]

  --server ĐỊA-CHỈ   máy chủ Vòng Xoay (bắt buộc ở lần đầu)
  --code MÃ          mã ghép màn hình, dùng một lần
  --no-packages      không cài gói Debian
  --dry-run          chỉ in ra những việc sẽ làm
  --uninstall        gỡ; nhật ký và khóa ở /var/lib/vongxoay-player được giữ lại
TEXT
}

say() { printf '%s\n' "$*"; }
fail() {
  printf 'Lỗi: %s\n' "$*" >&2
  exit 1
}

# Does it, or says what it would do.
run() {
  if $dry_run; then say "  sẽ chạy: $*"; else "$@"; fi
}

# Writes standard input to $1 with mode $2, only where it differs.
put() {
  local path=$1 mode=$2 text
  text=$(cat)
  if [[ -f $path ]] && [[ $(<"$path") == "$text" ]]; then
    say "  giữ nguyên $path"
    return
  fi
  if $dry_run; then
    say "  sẽ ghi $path"
    return
  fi
  install -d "$(dirname "$path")"
  printf '%s\n' "$text" >"$path.new"
  chmod "$mode" "$path.new"
  mv "$path.new" "$path"
  say "  đã ghi $path"
}

has_systemd() { [[ -d /run/systemd/system ]]; }

parse() {
  while (($#)); do
    case $1 in
      --server) server=${2:?--server cần một địa chỉ}; shift ;;
      --code) code=${2:?--code cần một mã}; shift ;;
      --no-packages) with_packages=false ;;
      --dry-run) dry_run=true ;;
      --uninstall) uninstall=true ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; fail "không hiểu: $1" ;;
    esac
    shift
  done
  if ! $dry_run && ((EUID != 0)); then fail 'hãy chạy bằng sudo'; fi
  if [[ -n $server && ! $server =~ ^https?://[^[:space:]\"\\]+$ ]]; then fail "--server phải là địa chỉ http:// hoặc https://: $server"; fi
  if [[ -n $code && ! $code =~ ^[A-Za-z0-9-]{4,64}$ ]]; then fail "mã ghép không đúng: $code"; fi
}

# Two players on one output fight for it; which one stays is the owner's decision.
report_others() {
  local found=() name
  for name in ViPlexExpress HDPlayer LEDVISION PlayerMaster XiboPlayer chromium-kiosk; do
    if command -v "$name" >/dev/null || [[ -e /opt/$name ]] || pgrep -x "${name:0:15}" >/dev/null 2>&1; then found+=("$name"); fi
  done
  if ((${#found[@]})); then
    say "CHÚ Ý: máy này có phần mềm phát khác: ${found[*]}. Hãy tắt tự khởi động của chúng; bộ cài không đụng đến."
  fi
}

install_packages() {
  say 'Gói phần mềm'
  local missing=() name
  for name in "${PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then
    say '  đã đủ'
    return
  fi
  $with_packages || fail "thiếu gói: ${missing[*]}"
  run env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

check_node() {
  local version major
  version=$(node --version 2>/dev/null) || version=''
  major=${version#v}
  major=${major%%.*}
  if [[ -z $version ]] || ((major < NODE_MAJOR)); then
    if $dry_run; then say "  CHÚ Ý: cần Node từ bản $NODE_MAJOR (đang có: ${version:-không})"; return; fi
    fail "cần Node từ bản $NODE_MAJOR (đang có: ${version:-không}); xem docs/may-phat.md"
  fi
  say "  Node $version"
}

make_account() {
  say "Người dùng $ACCOUNT"
  if id "$ACCOUNT" >/dev/null 2>&1; then
    say '  đã có'
  else
    run useradd --system --create-home --home-dir "$DATA" --shell /usr/sbin/nologin "$ACCOUNT"
  fi
  local group
  for group in video render input tty; do
    if getent group "$group" >/dev/null; then run usermod --append --groups "$group" "$ACCOUNT"; fi
  done
  run install -d -o "$ACCOUNT" -g "$ACCOUNT" -m 700 "$DATA"
}

copy_program() {
  say "Chương trình ở $APP"
  [[ -f $DIST/agent/vongxoay-player.mjs && -f $DIST/player-page/index.html ]] ||
    fail 'chưa dựng chương trình; hãy chạy: npm ci && npm run build'
  run install -d "$APP"
  # Beside the old one, then in its place: a power cut leaves one of the two, whole.
  local part
  for part in agent player-page; do
    run rm -rf "$APP/$part.new"
    run cp -r "$DIST/$part" "$APP/$part.new"
    run rm -rf "$APP/$part.old"
    if [[ -d $APP/$part ]]; then run mv "$APP/$part" "$APP/$part.old"; fi
    run mv "$APP/$part.new" "$APP/$part"
    run rm -rf "$APP/$part.old"
  done
  run install -m 755 "$here/linux/session.sh" "$APP/session.sh"
  run install -m 644 "$here/linux/openbox.xml" "$APP/openbox.xml"
}

# Keeps what an administrator changed by hand; only the address and the code given now are put in.
write_config() {
  say "Thiết lập ở $CONFIG_DIR/config.json"
  if [[ ! -f $CONFIG_DIR/config.json && -z $server ]]; then fail 'lần đầu cần --server'; fi
  if $dry_run; then
    say "  sẽ ghi máy chủ ${server:-như cũ}"
    return
  fi
  install -d "$CONFIG_DIR"
  node - "$CONFIG_DIR/config.json" "$server" "$code" "$DATA" <<'JS'
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const [path, server, code, dataDir] = process.argv.slice(2);
const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
const after = { dataDir, ...before, ...(server && { server }), ...(code && { code }) };
writeFileSync(`${path}.new`, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o640 });
renameSync(`${path}.new`, path);
JS
  chown "root:$ACCOUNT" "$CONFIG_DIR/config.json"
}

write_service() {
  say 'Dịch vụ khi bật máy'
  put "$UNIT" 644 <"$here/linux/vongxoay-player.service"
  if $dry_run; then return; fi
  # Works without a running systemd too: it is a symbolic link.
  systemctl enable vongxoay-player.service >/dev/null 2>&1 || say '  CHÚ Ý: không có systemd; hãy tự chạy session.sh khi bật máy'
  if has_systemd; then
    systemctl daemon-reload
    systemctl set-default graphical.target >/dev/null
    systemctl restart vongxoay-player.service
  fi
}

keep_awake_and_in_time() {
  say 'Không ngủ, đúng giờ'
  put "$LOGIND" 644 <<'TEXT'
[Login]
HandleLidSwitch=ignore
HandlePowerKey=poweroff
IdleAction=ignore
TEXT
  if ! command -v systemctl >/dev/null; then return; fi
  run systemctl mask "${SLEEPS[@]}" >/dev/null 2>&1 || say '  CHÚ Ý: không tắt được chế độ ngủ'
  if command -v chronyc >/dev/null || [[ -e /lib/systemd/system/chrony.service ]]; then
    say '  giờ: chrony'
  elif [[ -e /lib/systemd/system/systemd-timesyncd.service ]]; then
    run systemctl enable systemd-timesyncd.service >/dev/null 2>&1 || true
    say '  giờ: systemd-timesyncd'
  else
    say '  CHÚ Ý: máy không có phần mềm giữ giờ; hãy cài systemd-timesyncd hoặc chrony'
  fi
}

take_away() {
  say 'Gỡ Vòng Xoay khỏi máy này'
  if command -v systemctl >/dev/null; then
    if has_systemd; then run systemctl stop vongxoay-player.service || true; fi
    run systemctl disable vongxoay-player.service >/dev/null 2>&1 || true
    run systemctl unmask "${SLEEPS[@]}" >/dev/null 2>&1 || true
  fi
  run rm -rf "$UNIT" "$LOGIND" "$APP" "$CONFIG_DIR"
  if has_systemd; then run systemctl daemon-reload; fi
  say "Còn lại: $DATA (nhật ký chưa gửi và khóa của máy). Xóa nó là mất bằng chứng chưa gửi."
}

main() {
  parse "$@"
  if $uninstall; then
    take_away
    return
  fi
  report_others
  install_packages
  check_node
  make_account
  copy_program
  write_config
  write_service
  keep_awake_and_in_time
  say 'Xong. Khởi động lại máy để kiểm tra màn hình tự lên.'
}

main "$@"
