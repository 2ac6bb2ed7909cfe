#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: installs Debian's where this user may install packages,
# otherwise says which command to type. FINOPS_AGENT_CHROMIUM names another one.
set -eu
if [ -n "${FINOPS_AGENT_CHROMIUM:-}" ]; then
    [ -x "$FINOPS_AGENT_CHROMIUM" ] && exit 0
    echo "FINOPS_AGENT_CHROMIUM=$FINOPS_AGENT_CHROMIUM cannot be run. Correct it or unset it." >&2
    exit 1
fi
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
    exit 0
fi
echo "The browser tests need Chromium. Type:  sudo apt-get install chromium" >&2
echo "or set FINOPS_AGENT_CHROMIUM to the path of one you have, then run make test again." >&2
exit 1
