'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { onPath } = require('./executables.cjs');
const { StackError, say, timed } = require('./log.cjs');

const policyFile = '/usr/sbin/policy-rc.d';
const policyMark = '# reelmill: keeps packages from starting their services; safe to delete';

/** The words that make a command run as root without asking; undefined when there is no way. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  const sudo = onPath('sudo');
  return sudo && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? [sudo, '-n'] : undefined;
}

/**
 * @param {string[]} packages
 * @returns {string[]} the words to put before a command
 */
function permissionToInstall(packages) {
  const byHand = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const what = `Missing on this machine: ${packages.join(', ')}.`;
  if (!onPath('apt-get')) {
    throw new StackError(`${what} There is no apt-get here to install them with.`, {
      remedy: `install them with your package manager; on Debian or Ubuntu: ${byHand}`,
    });
  }
  if (process.env.REELMILL_NO_INSTALL === '1') {
    throw new StackError(`${what} REELMILL_NO_INSTALL=1 forbids installing them.`, { remedy: byHand });
  }
  const prefix = asRoot();
  if (!prefix) throw new StackError(`${what} This user may not install them.`, { remedy: byHand });
  return prefix;
}

/**
 * Without this, Debian starts a system-wide RabbitMQ as soon as the package is there. Containers often have such a policy
 * already; one that is not ours is left alone.
 * @param {string[]} prefix
 * @returns {() => void} takes it away again
 */
function forbidServiceStarts(prefix) {
  const ours = fs.existsSync(policyFile) && fs.readFileSync(policyFile, 'utf8').includes(policyMark);
  if (fs.existsSync(policyFile) && !ours) return () => {};
  const script = `printf '#!/bin/sh\\n${policyMark}\\nexit 101\\n' > ${policyFile} && chmod 755 ${policyFile}`;
  rootCommand(prefix, ['sh', '-c', script]);
  const remove = () => rootCommand(prefix, ['rm', '-f', policyFile]);
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

/**
 * @param {string[]} prefix
 * @param {string[]} command
 */
function rootCommand(prefix, command) {
  const [file, ...args] = [...prefix, ...command];
  return spawnSync(/** @type {string} */ (file), args, { stdio: 'ignore' }).status;
}

/** By name as well as by user: in a chroot the same number can be another user of the host. */
function systemBrokerPids() {
  const found = spawnSync('ps', ['-u', 'rabbitmq', '-o', 'pid=,args='], { encoding: 'utf8' });
  const lines = (found.stdout ?? '').split('\n').filter((line) => /rabbitmq|epmd|erl_child_setup/.test(line));
  return lines.flatMap((line) => line.trim().split(/\s+/, 1));
}

/**
 * A system-wide broker that was not there before the installation is stopped, now and for the next boot.
 * @param {string[]} prefix
 * @param {string[]} before
 */
function stopNewSystemBroker(prefix, before) {
  if (fs.existsSync('/run/systemd/system') && before.length === 0) {
    rootCommand(prefix, [
      'systemctl',
      'disable',
      '--now',
      'rabbitmq-server.service',
      'epmd.service',
      'epmd.socket',
    ]);
  }
  const started = systemBrokerPids().filter((pid) => !before.includes(pid));
  if (started.length === 0) return;
  say(`RabbitMQ: stopping the system-wide one that the package started (${started.join(', ')})`);
  if (onPath('service')) rootCommand(prefix, ['service', 'rabbitmq-server', 'stop']);
  rootCommand(prefix, ['kill', ...systemBrokerPids().filter((pid) => !before.includes(pid))]);
}

/**
 * @param {string[]} packages
 * @param {import('./state.cjs').StackState} state
 */
async function installWithApt(packages, state) {
  const prefix = permissionToInstall(packages);
  const logFile = path.join(state.logs, 'apt.log');
  const before = systemBrokerPids();
  const allowStarts = packages.includes('rabbitmq-server') ? forbidServiceStarts(prefix) : () => {};
  const apt = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
  ];
  /** @param {string[]} words */
  const run = (words) =>
    // Killed in the middle it would leave a package database that a person has to repair.
    state.processes.run('apt-get', [...apt, ...words], { logFile, endLimitMs: 60_000, outlivesUs: true });
  await timed(`System packages: installing ${packages.join(', ')} with apt-get`, async () => {
    // A failed update is not the end: the lists that are there may do.
    await run(['update']);
    const code = await run(['install', '-y', '--no-install-recommends', ...packages]);
    allowStarts();
    if (code !== 0) {
      throw new StackError(`apt-get could not install ${packages.join(', ')}.`, {
        logFile,
        remedy: `see why: ${prefix.length > 0 ? 'sudo ' : ''}apt-get install ${packages.join(' ')}`,
      });
    }
  });
  if (packages.includes('rabbitmq-server')) stopNewSystemBroker(prefix, before);
}

module.exports = { installWithApt };
