'use strict';
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { rabbitmqScript } = require('./executables.cjs');
const { rabbitmqEnv } = require('./rabbitmq-node.cjs');

/** @typedef {import('./rabbitmq-node.cjs').RabbitmqFacts} RabbitmqFacts */

const run = promisify(execFile);

/**
 * About 0.6 s a call.
 * @param {RabbitmqFacts} facts
 * @param {string[]} args e.g. ['list_queues', 'name', 'messages', '--formatter=json']
 * @returns {Promise<string>} what it printed
 */
async function rabbitmqctl(facts, args) {
  const { stdout } = await run(rabbitmqScript('rabbitmqctl') ?? 'rabbitmqctl', ['--quiet', ...args], {
    env: rabbitmqEnv(facts),
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

/**
 * A namespace of its own on a running node.
 * @param {RabbitmqFacts} facts
 * @param {string} name letters, digits, `-` and `_`
 * @returns {Promise<string>} its AMQP URL
 */
async function addVhost(facts, name) {
  await rabbitmqctl(facts, ['add_vhost', name]);
  await rabbitmqctl(facts, ['set_permissions', '-p', name, facts.user, '.*', '.*', '.*']);
  return `${facts.url}/${encodeURIComponent(name)}`;
}

/**
 * @param {RabbitmqFacts} facts
 * @param {string} name
 */
async function removeVhost(facts, name) {
  await rabbitmqctl(facts, ['delete_vhost', name]);
}

module.exports = { addVhost, rabbitmqctl, removeVhost };
