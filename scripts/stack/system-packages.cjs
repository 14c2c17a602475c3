'use strict';
const fs = require('node:fs');
const { installWithApt } = require('./apt.cjs');
const { onPath, rabbitmqScript } = require('./executables.cjs');
const { StackError } = require('./log.cjs');

/**
 * What is needed of the system, how to see that it is there, and the Debian packages that bring it.
 * @type {ReadonlyArray<{ packages: string[], isThere: () => unknown }>}
 */
const needs = [
  { packages: ['ffmpeg'], isThere: () => onPath('ffmpeg') && onPath('ffprobe') },
  { packages: ['rabbitmq-server'], isThere: () => process.env.AMQP_URL || rabbitmqScript('rabbitmq-server') },
  { packages: ['pocketsphinx'], isThere: () => onPath('pocketsphinx_continuous') },
  { packages: ['pocketsphinx-en-us'], isThere: () => fs.existsSync('/usr/share/pocketsphinx/model/en-us') },
  // setsid and setpriv give every ffmpeg a process group of its own and let it die with its worker.
  { packages: ['util-linux'], isThere: () => onPath('setsid') && onPath('setpriv') },
];

function missingPackages() {
  return needs.filter(({ isThere }) => !isThere()).flatMap(({ packages }) => packages);
}

/**
 * Installs what is missing, when that is allowed and possible; otherwise names the one command to run.
 * @param {import('./state.cjs').StackState} state
 */
async function ensureSystemPackages(state) {
  const missing = missingPackages();
  if (missing.length === 0) return;
  await installWithApt(missing, state);
  const stillMissing = missingPackages();
  if (stillMissing.length > 0) {
    throw new StackError(`Installed, but still not found: ${stillMissing.join(', ')}.`, {
      remedy: `see what apt-get said: ${state.logs}/apt.log`,
    });
  }
}

module.exports = { ensureSystemPackages, missingPackages };
