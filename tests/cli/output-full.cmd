# A full disk is told, and is no success.
# exit: 70
[ -e /dev/full ] || exit 70
pgl --version >/dev/full
