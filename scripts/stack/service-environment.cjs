'use strict';
const path = require('node:path');

/** @typedef {'gateway' | 'orchestrator' | 'analyzer' | 'transcriber' | 'renderer' | 'storage'} ServiceName */

/** @type {readonly ServiceName[]} */
const serviceNames = ['orchestrator', 'storage', 'analyzer', 'transcriber', 'renderer', 'gateway'];

const withDatabase = new Set(['gateway', 'orchestrator']);
const withoutObjects = new Set(['orchestrator']);
const withoutScratch = new Set(['gateway', 'orchestrator']);

// What a program needs of any system, and the certificates that a company's proxy asks for. Nothing else of the caller's
// environment (tokens, npm's own variables) reaches a service that handles hostile media.
const ofTheSystem = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];
// What a person may set for the services: see each app's config.ts.
const settings =
  /^(LOG_LEVEL|PUBLIC_HOSTS|SLOTS|DRAIN_SECONDS|(FETCH|ASSET|MEDIA|SPEECH|UPLOAD|LIMIT|S3|SCRATCH|POCKETSPHINX)_[A-Z0-9_]+)$/;

/** Some shells set `HOST` to the machine's name: it is meant for the gateway only beside the hosts that it answers to. */
const opened = () => Boolean(process.env.PUBLIC_HOSTS);

/** @returns {Record<string, string>} */
function passedOn() {
  const entries = Object.entries(process.env).filter(
    ([name]) => ofTheSystem.includes(name) || settings.test(name) || (name === 'HOST' && opened()),
  );
  return /** @type {Record<string, string>} */ (Object.fromEntries(entries));
}

/**
 * @param {ServiceName} name
 * @param {{ dir: string, amqpUrl?: string, databaseUrl?: string, objectsDir: string, env?: Record<string, string> }} setting
 *   env: wins over everything else
 * @returns {Record<string, string>}
 */
function serviceEnvironment(name, { dir, amqpUrl, databaseUrl, objectsDir, env = {} }) {
  return {
    ...passedOn(),
    NODE_ENV: 'production',
    // Shorter than the services' own 25 s: here somebody is waiting for Ctrl-C.
    DRAIN_SECONDS: process.env.DRAIN_SECONDS || '10',
    ...(amqpUrl ? { AMQP_URL: amqpUrl } : {}),
    ...(databaseUrl && withDatabase.has(name) ? { DATABASE_URL: databaseUrl } : {}),
    ...(withoutObjects.has(name) ? {} : { OBJECTS_DIR: objectsDir }),
    ...(withoutScratch.has(name) ? {} : { SCRATCH_DIR: path.join(dir, 'scratch', name) }),
    ...env,
  };
}

module.exports = { passedOn, serviceEnvironment, serviceNames };
