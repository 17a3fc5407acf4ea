#!/usr/bin/env bash
# Makes docs/report.png: runs the built-in scenarios and photographs the report in headless Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "docs/picture.sh needs Chromium (Debian: apt install chromium)" >&2
  exit 1
}
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
.venv/bin/evalkit run scenarios/ --filter barge_in --filter proactive --filter tools/temperature --out "$runs" >/dev/null
report=$(echo "$runs"/*/report.html)
"$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
  --user-data-dir="$runs/profile" --window-size=1200,1930 --screenshot=docs/report.png \
  "file://$report#barge_in/stop/1" 2>/dev/null
