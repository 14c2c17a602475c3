'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { writeJson } = require('./json-files.cjs');
const { startPostgres } = require('./postgres.cjs');
const { startBroker } = require('./rabbitmq.cjs');
const { serviceNames } = require('./service-environment.cjs');
const { runMigrations, startServices } = require('./services.cjs');
const { openState } = require('./state.cjs');

/**
 * @typedef {import('./services.cjs').Services} Services
 * @typedef {import('./service-environment.cjs').ServiceName} ServiceName
 * @typedef {import('./state.cjs').StackState} StackState
 * @typedef {{
 *   state?: StackState, root?: string, stateDir?: string,
 *   broker?: 'private' | string | false, database?: 'private' | string | false,
 *   services?: readonly ServiceName[], env?: Record<string, string>, objectsDir?: string, gatewayPort?: number,
 *   temporary?: boolean, erlangArgs?: string,
 * }} StackOptions
 * @typedef {{
 *   state: StackState, services: Services,
 *   broker?: import('./rabbitmq.cjs').PrivateBroker, postgres?: import('./postgres.cjs').PrivatePostgres,
 *   urls: { amqp?: string, database?: string, gateway?: string },
 * }} StackParts
 * @typedef {StackParts & { stop: () => Promise<void> }} Stack
 */

/**
 * Brings up a broker, a database and services.
 * @param {StackOptions} [options]
 *   broker, database: `private` provisions one (default), a URL uses that one, false does without.
 *   services: default all six. Migrations run first when there is a database and a service.
 *   temporary: nothing of an earlier run is used, fsync is off, and `stop` removes the data (not the logs).
 *   state: an opened state folder; without it `stateDir` (default `<root>/.reelmill`) is opened. `stop` closes it.
 * @returns {Promise<Stack>}
 */
async function startStack({
  broker = 'private',
  database = 'private',
  services = serviceNames,
  temporary = false,
  ...options
} = {}) {
  const state = options.state ?? (await openState(options));
  try {
    if (temporary)
      for (const name of ['objects', 'scratch'])
        fs.rmSync(path.join(state.dir, name), { recursive: true, force: true });
    const { erlangArgs, env, objectsDir, gatewayPort } = options;
    const [privateBroker, postgres] = await Promise.all([
      broker === 'private' ? startBroker(state, { fresh: temporary, erlangArgs }) : undefined,
      database === 'private' ? startPostgres(state, { fresh: temporary, fsync: !temporary }) : undefined,
    ]);
    const amqpUrl = privateBroker?.url ?? (broker || undefined);
    const databaseUrl = postgres?.url ?? (database || undefined);
    if (databaseUrl && services.length > 0) await runMigrations(state, databaseUrl);
    const serviceOptions = {
      names: services,
      amqpUrl,
      databaseUrl,
      env,
      gatewayPort,
      ...(objectsDir ? { objectsDir } : {}),
    };
    /** @type {Services} */
    const started = services.length > 0 ? await startServices(state, serviceOptions) : {};
    const urls = { amqp: amqpUrl, database: databaseUrl, gateway: started.gateway?.url };
    const stack = { state, broker: privateBroker, postgres, services: started, urls };
    writePorts(stack);
    return { ...stack, stop: () => stopStack(stack, temporary) };
  } catch (error) {
    await state.close();
    throw error;
  }
}

/**
 * Of a service its admin listener; of the gateway its API, and `gateway_admin`.
 * @param {StackParts} stack
 */
function writePorts({ state, broker, postgres, services }) {
  const ports = Object.entries(services).map(([name, service]) => [name, service?.port]);
  writeJson(path.join(state.dir, 'ports.json'), {
    ...Object.fromEntries(ports),
    ...(services.gateway ? { gateway_admin: services.gateway.adminPort } : {}),
    ...(broker ? { rabbitmq: broker.facts.port } : {}),
    ...(postgres ? { postgres: postgres.port } : {}),
  });
}

/**
 * @param {StackParts} stack
 * @param {boolean} temporary
 */
async function stopStack({ state, postgres }, temporary) {
  await state.close();
  if (!temporary) return;
  await postgres?.remove();
  for (const name of ['rabbitmq', 'objects', 'scratch'])
    fs.rmSync(path.join(state.dir, name), { recursive: true, force: true });
}

module.exports = { startStack };
