'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { readJson, shortHash, writeJson } = require('./json-files.cjs');
const { ownerOnlyFolder } = require('./owner-only.cjs');

/**
 * What another process needs to know of a private node to administer it; it travels as JSON.
 * @typedef {{
 *   nodename: string, port: number, distPort: number, epmdPort: number, dir: string, home: string, logFile: string,
 *   user: string, password: string, url: string,
 * }} RabbitmqFacts
 * @typedef {{ user: string, password: string }} Credentials
 */

const loopbackOnly = '-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false';

/**
 * Of the one user that the node has: there is no `guest`. RabbitMQ takes them up when it makes its data, so they are kept
 * beside it, and data whose credentials are not known is forgotten: Postgres holds the truth, tickets are issued again.
 * @param {string} dir of the node
 * @returns {Credentials}
 */
function nodeCredentials(dir) {
  const file = path.join(dir, 'credentials.json');
  /** @type {Credentials | undefined} */
  const known = readJson(file);
  if (known) return known;
  fs.rmSync(dir, { recursive: true, force: true });
  const made = { user: 'reelmill', password: crypto.randomBytes(18).toString('base64url') };
  writeJson(file, made);
  return made;
}

/**
 * The node's name has no pid in it: RabbitMQ keeps its data under the name, and it is known to our own epmd only.
 * @param {string} dir
 * @param {string} logs
 * @param {{ port: number, distPort: number, epmdPort: number }} ports
 * @returns {RabbitmqFacts}
 */
function rabbitmqFacts(dir, logs, ports) {
  const { user, password } = nodeCredentials(dir);
  return {
    ...ports,
    user,
    password,
    nodename: `reelmill-${shortHash(dir)}@localhost`,
    dir,
    home: path.join(dir, 'home'),
    logFile: path.join(logs, 'rabbitmq.log'),
    url: `amqp://${user}:${password}@127.0.0.1:${ports.port}`,
  };
}

/**
 * For the server and for rabbitmqctl alike. Every path is set, so that nothing of /etc/rabbitmq is read.
 * @param {RabbitmqFacts} facts
 * @returns {NodeJS.ProcessEnv}
 */
function rabbitmqEnv({ nodename, port, distPort, epmdPort, dir, home, logFile }) {
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: home,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: path.join(dir, 'erl_crash.dump'),
    RABBITMQ_NODENAME: nodename,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: path.join(dir, 'data'),
    RABBITMQ_GENERATED_CONFIG_DIR: path.join(dir, 'generated'),
    RABBITMQ_LOG_BASE: path.dirname(logFile),
    RABBITMQ_LOGS: logFile,
    RABBITMQ_PID_FILE: path.join(dir, 'rabbitmq.pid'),
    RABBITMQ_CONF_ENV_FILE: path.join(dir, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: path.join(dir, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(dir, 'enabled_plugins'),
    RABBITMQ_CTL_ERL_ARGS: loopbackOnly,
  };
}

/**
 * The script then becomes the Erlang machine itself instead of waiting for it as a child: our pid is the broker's.
 * @param {RabbitmqFacts} facts
 * @param {string} erlangArgs
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnv(facts, erlangArgs) {
  return {
    ...rabbitmqEnv(facts),
    RUNNING_UNDER_SYSTEMD: 'yes',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${loopbackOnly} ${erlangArgs}`,
  };
}

/** @param {RabbitmqFacts} facts */
function writeNodeFiles({ dir, home, user, password }) {
  ownerOnlyFolder(home);
  const mode = 0o600;
  fs.writeFileSync(path.join(dir, 'rabbitmq-env.conf'), '', { mode });
  fs.writeFileSync(path.join(dir, 'enabled_plugins'), '[].\n', { mode });
  const settings = [
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'log.file.level = info',
    'disk_free_limit.absolute = 100MB',
    // The default of 512 MB is written for servers; a laptop's disk and a cold start like it smaller.
    'raft.wal_max_size_bytes = 64000000',
  ];
  fs.writeFileSync(path.join(dir, 'rabbitmq.conf'), `${settings.join('\n')}\n`, { mode });
}

module.exports = { rabbitmqEnv, rabbitmqFacts, serverEnv, writeNodeFiles };
