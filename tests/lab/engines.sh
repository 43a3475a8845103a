#!/bin/sh
# Puts the engines that projects are exported to into target/tools/engines, and prints where they are: ansible, its linter,
# pyinfra, cloud-init and Nix. From PyPI, and where that has none from Debian's packages, which are unpacked there and not
# installed: cloud-init would set up this very machine. Needs Debian 12, python3-venv and apt.
set -eu
cd "$(dirname "$0")/../.."
tools=$PWD/target/tools/engines
wanted=$(cksum <"tests/lab/engines.sh")

if [ "$(cat "$tools/made-by" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$tools"
  python3 -m venv "$tools"
  # The last three are what cloud-init imports.
  "$tools/bin/pip" install --quiet --disable-pip-version-check 'ansible-core==2.19.*' 'ansible-lint==25.*' 'pyinfra==3.*' \
    configobj jsonpatch requests >&2
  mkdir "$tools/debian"
  (
    cd "$tools/debian"
    if [ "$(id -u)" = 0 ]; then apt-get update -qq; fi
    # apt itself downloads as another user, who may not write here.
    apt-get download -qq -o APT::Sandbox::User=root cloud-init nix-bin libarchive13 libboost-context1.74.0 libbrotli1 libcpuid16 \
      libcurl3-gnutls libgc1 libseccomp2 libsodium23 libsqlite3-0 >&2
    for package in *.deb; do dpkg -x "$package" .; done
    rm ./*.deb
  )
  cat >"$tools/bin/cloud-init" <<SH
#!/bin/sh
PYTHONPATH=$tools/debian/usr/lib/python3/dist-packages exec $tools/bin/python -m cloudinit.cmd.main "\$@"
SH
  # Without a store of its own it would make /nix.
  cat >"$tools/bin/nix-instantiate" <<SH
#!/bin/sh
export LD_LIBRARY_PATH=$tools/debian/usr/lib/nix:$tools/debian/usr/lib/$(uname -m)-linux-gnu
export NIX_STORE_DIR=$tools/nix/store NIX_STATE_DIR=$tools/nix/state NIX_CONF_DIR=$tools/nix
exec $tools/debian/usr/bin/nix-instantiate --option build-users-group '' "\$@"
SH
  chmod 755 "$tools/bin/cloud-init" "$tools/bin/nix-instantiate"
  printf '%s\n' "$wanted" >"$tools/made-by"
fi
printf '%s\n' "$tools"
