'use strict';
const fs = require('node:fs');

/**
 * A process named so that a reused pid is never taken for it: field 22 of /proc/PID/stat (start time in ticks since boot)
 * together with the boot id.
 * @typedef {{ pid: number, startTime: string, bootId: string }} ProcessIdentity
 */

function bootId() {
  return readOrEmpty('/proc/sys/kernel/random/boot_id').trim();
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * State, process group and start time; undefined when there is no such process.
 * @param {number} pid
 */
function processStat(pid) {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The command name is in brackets and may itself contain spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 20) return undefined;
  return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' };
}

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
function identityOf(pid) {
  return { pid, startTime: processStat(pid)?.startTime ?? '', bootId: bootId() };
}

/**
 * A zombie counts as dead, though `kill -0` succeeds on it.
 * @param {ProcessIdentity} identity
 */
function isAlive({ pid, startTime, bootId: boot }) {
  const stat = processStat(pid);
  return (
    stat !== undefined && boot === bootId() && stat.startTime === startTime && !'ZX'.includes(stat.state)
  );
}

/**
 * Living members of the process group that `leader` led. While one of them lives the kernel does not reuse the group's id,
 * so when the leader's pid is taken by a younger process the group is gone.
 * @param {ProcessIdentity} leader
 * @returns {ProcessIdentity[]}
 */
function groupMembers(leader) {
  const holder = processStat(leader.pid);
  if (leader.bootId !== bootId() || (holder && holder.startTime !== leader.startTime)) return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && processStat(Number(name))?.group === leader.pid)
    .map((name) => identityOf(Number(name)))
    .filter((member) => isAlive(member) && Number(member.startTime) >= Number(leader.startTime));
}

/**
 * @param {ProcessIdentity} identity
 * @param {NodeJS.Signals} signal
 */
function signalIfAlive(identity, signal) {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {ProcessIdentity} leader */
function killGroup(leader) {
  for (const member of groupMembers(leader)) signalIfAlive(member, 'SIGKILL');
}

module.exports = { identityOf, isAlive, groupMembers, signalIfAlive, killGroup };
