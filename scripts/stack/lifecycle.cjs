'use strict';
const fs = require('node:fs');
const { describeFailure, say } = require('./log.cjs');

/** @typedef {{ onEnd: (end: () => Promise<void> | void) => void }} Life */

// npm passes on the SIGINT that the terminal already sent: two within an instant are one Ctrl-C.
const impatientAfterMs = 1000;
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Under nohup SIGHUP is ignored, and registering a listener would undo that. */
function hangUpIsIgnored() {
  try {
    const mask = /SigIgn:\s*([0-9a-f]+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}

/** @param {(why: keyof typeof exitCodes) => void} stop */
function listenForTheEnd(stop) {
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (!hangUpIsIgnored()) process.on('SIGHUP', () => stop('SIGHUP'));
  // npm dies of a SIGHUP without passing it on; only the change of parent tells.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== parent && stop('SIGHUP'), 300).unref();
  // A closed terminal or pipe must not keep the stack from being stopped in order.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}

/**
 * Runs an entry point and ends what it started, whichever way it ends: last registered, first ended.
 * @param {(life: Life) => Promise<number>} main gives the exit code
 * @param {{ lastWords?: (code: number) => void }} [options] said after everything has been stopped
 */
function runEntryPoint(main, { lastWords = () => {} } = {}) {
  /** @type {Array<() => Promise<void> | void>} */
  const endings = [];
  let endingSince = 0;

  /** @param {number} code */
  const finish = async (code) => {
    if (endingSince > 0) return;
    endingSince = Date.now();
    for (const end of endings.reverse()) {
      await (async () => end())().catch((error) => process.stderr.write(`${describeFailure(error)}\n`));
    }
    lastWords(code);
    process.exitCode = code;
    // Output to a pipe is written asynchronously: an empty write's callback comes after what was said before.
    process.stdout.write('', () => process.exit(code));
  };
  /** @param {unknown} error */
  const fail = (error) => {
    if (endingSince > 0) return;
    process.stderr.write(`${describeFailure(error)}\n`);
    void finish(1);
  };
  listenForTheEnd((why) => {
    if (endingSince === 0) say(`Stopping (${why}) …`);
    else if (Date.now() - endingSince > impatientAfterMs) process.exit(exitCodes[why]);
    void finish(exitCodes[why]);
  });
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  main({ onEnd: (end) => endings.push(end) }).then(finish, fail);
}

module.exports = { runEntryPoint };
