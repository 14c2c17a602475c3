'use strict';
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { say } = require('./stack/log.cjs');
const { prepare } = require('./stack/prepare.cjs');
const { startStack } = require('./stack/stack.cjs');
const { openState } = require('./stack/state.cjs');

/**
 * @param {import('./stack/state.cjs').StackState} state
 * @param {import('./stack/services.cjs').Service} service
 */
async function sayWhenItEnds({ processes }, service) {
  const code = await service.exited;
  if (!processes.closed)
    say(`The ${service.name} ended by itself (exit code ${code}); its log: ${service.logFile}`);
}

runEntryPoint(async (life) => {
  const state = await openState();
  life.onEnd(() => state.close());
  await prepare(state);
  const { services, urls } = await startStack({
    state,
    broker: process.env.AMQP_URL || 'private',
    database: process.env.DATABASE_URL || 'private',
    gatewayPort: Number(process.env.PORT) || 3000,
  });
  for (const service of Object.values(services)) void sayWhenItEnds(state, service);
  say('');
  say(`The API: ${urls.gateway}/v1/jobs   logs: ${state.logs}   Ctrl-C stops everything.`);
  return new Promise(() => {});
});
