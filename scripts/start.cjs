'use strict';
const { keepRunning } = require('./stack/keep-running.cjs');
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { say } = require('./stack/log.cjs');
const { prepare } = require('./stack/prepare.cjs');
const { startStack } = require('./stack/stack.cjs');
const { openState } = require('./stack/state.cjs');

runEntryPoint(async (life) => {
  const state = await openState();
  life.onEnd(() => state.close());
  await prepare(state);
  const { broker, postgres, services, urls } = await startStack({
    state,
    broker: process.env.AMQP_URL || 'private',
    database: process.env.DATABASE_URL || 'private',
    gatewayPort: Number(process.env.PORT) || 3000,
  });
  for (const part of [broker, postgres, ...Object.values(services)]) if (part) void keepRunning(state, part);
  say('');
  say(`The API: ${urls.gateway}/v1/jobs   logs: ${state.logs}   Ctrl-C stops everything.`);
  return new Promise(() => {});
});
