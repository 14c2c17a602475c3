'use strict';
const { onPath } = require('./executables.cjs');

// $1 is the pid that must still be the parent: it can have died before the kernel was told whose death counts.
const script = '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"';
const ownersScript = `umask 077; ${script}`;

/**
 * The same command as a process that the kernel kills (PR_SET_PDEATHSIG) at the moment this one ends, however it ends. By
 * SIGKILL and not SIGTERM: it reaches a process whose event loop is blocked, that is stopped or that ignores SIGTERM, and
 * nothing here needs an orderly end: services, broker and database are made to lose nothing by it. A backend of Postgres
 * ends with its server, ffmpeg with its worker.
 * @param {readonly string[]} command
 * @param {{ ownerOnly: boolean }} options ownerOnly: what it writes is for this user alone (umask 077)
 * @returns {string[]} the command alone on a system that has no setpriv (yet): it is in Debian's essential packages
 */
function boundCommand(command, { ownerOnly }) {
  const setpriv = onPath('setpriv');
  if (!setpriv) return [...command];
  const shell = ['sh', '-c', ownerOnly ? ownersScript : script, 'bound', String(process.pid)];
  return [setpriv, '--pdeathsig', 'KILL', ...shell, ...command];
}

module.exports = { boundCommand };
