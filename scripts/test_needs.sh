#!/bin/sh
# Installs what the tests need beyond Python, as root on Debian; elsewhere it lists what is missing.
# The tests that need it are skipped and listed at the end; with CI=true they fail.
set -eu

packages=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
	command -v google-chrome >/dev/null || packages="$packages chromium"
if [ -z "${GRAPHMODEL_TEST_NEO4J:-}" ]; then
	command -v mvn >/dev/null || packages="$packages maven"
	command -v java >/dev/null || packages="$packages openjdk-17-jdk-headless"
fi

[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "Installing for the tests:$packages" >&2
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	# shellcheck disable=SC2086  # the list is of package names
	apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
	echo "Not installed here, and not installable without root on Debian:$packages" >&2
fi
