# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what packages.txt names and the machine lacks, with the system's package manager.
# Sourced by bootstrap.sh; needs say() and fail().

# Debian 12 or newer, Ubuntu 24.04 or newer: what the packages' names and versions were checked on.
check_system() {
  [ -r /etc/os-release ] || fail "no /etc/os-release: this needs Debian 12 or Ubuntu 24.04 (or newer)"
  local id version
  id=$(. /etc/os-release && echo "${ID:-unknown}")
  version=$(. /etc/os-release && echo "${VERSION_ID:-999}") # testing and sid have no number
  case "$id" in
    debian) dpkg --compare-versions "$version" ge 12 && return ;;
    ubuntu) dpkg --compare-versions "$version" ge 24.04 && return ;;
  esac
  fail "found $id $version; this installs packages on Debian 12 or Ubuntu 24.04 (or newer).
Elsewhere: install what packaging/bootstrap/packages.txt names, then use the CMake presets."
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root or sudo. To install: $missing"
  fi
}

# "name minimum" of every package, comments dropped; further lists add their own.
wanted_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@" | awk '{print $1, $2}'; }

# Prints nothing for a package that is not there; that is no failure, and must not end the script.
installed_version() {
  { dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null || true; } |
    awk '$1 == "installed" {print $2}'
}

candidate_version() {
  { apt-cache policy "$1" 2>/dev/null || true; } | awk '/Candidate:/ && $2 != "(none)" {print $2}'
}

# install_packages LIST...: quick when all is there, for then it only asks dpkg.
install_packages() {
  local name minimum version problems=""
  missing=""
  while read -r name minimum; do
    version=$(installed_version "$name")
    if [ -z "$version" ] || ! dpkg --compare-versions "$version" ge "$minimum"; then
      missing="$missing $name"
    fi
  done < <(wanted_packages "$@")
  [ -z "$missing" ] && return

  check_system
  say "installing:$missing"
  as_root apt-get update -qq || fail "'apt-get update' failed: is the network up?"
  while read -r name minimum; do
    case " $missing " in *" $name "*) ;; *) continue ;; esac
    version=$(candidate_version "$name")
    if [ -z "$version" ]; then
      problems="$problems
  $name: no such package here (needed: $minimum or newer)"
    elif ! dpkg --compare-versions "$version" ge "$minimum"; then
      problems="$problems
  $name: found $version, needed $minimum or newer"
    fi
  done < <(wanted_packages "$@")
  [ -z "$problems" ] || fail "these packages are missing or too old:$problems"
  # shellcheck disable=SC2086 # one word a package
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null || fail "apt-get could not install:$missing"
}
