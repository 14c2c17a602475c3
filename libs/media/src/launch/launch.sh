#!/bin/sh
# launch.sh PROGRAM ARGUMENT...
# The program gets its own process group, so that it can be ended as a whole, an environment of its own, and the
# kernel kills it when the process that started it dies. The second shell closes the gap before that holds: a
# parent that died in between is noticed by its number.
exec env -i PATH="$PATH" LC_ALL=C AV_LOG_FORCE_NOCOLOR=1 setsid setpriv --pdeathsig KILL \
  sh -c 'test "$PPID" = "$0" && exec "$@"' "$PPID" "$@"
