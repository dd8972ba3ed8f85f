#!/bin/bash
# Makes sure that the Debian packages of packages.txt are installed. Installs them as root, with progress on stderr; for anybody else
# prints the one line that an administrator has to run, and fails.
set -euo pipefail

list=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../packages.txt

wanted=()
while read -r word _; do
    if [[ -n $word && $word != '#'* ]]; then wanted+=("$word"); fi
done <"$list"

if ! command -v dpkg-query >/dev/null; then
    echo "pepin: this needs Debian 12 or a relative of it: there is no dpkg-query to ask which packages are installed" >&2
    exit 1
fi
# dpkg-query fails and says so where it does not know a package; what it knows it lists all the same.
installed=$(dpkg-query --show --showformat='${Package}=${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
    if [[ $'\n'$installed$'\n' != *$'\n'"$package=installed"$'\n'* ]]; then missing+=("$package"); fi
done
if [[ ${#missing[@]} == 0 ]]; then exit 0; fi

if [[ $EUID != 0 ]]; then
    echo "apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}   # as root: Pepin needs these packages" >&2
    exit 1
fi

{
    echo "pepin: installing ${#missing[@]} missing packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # A source that cannot be reached does no harm if the others have the packages: installing decides.
    apt-get update || true
    apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}"
} </dev/null >&2
