'use strict';
const path = require('node:path');
const { serveMedia } = require('./demo/media-server.cjs');
const { runDemo } = require('./demo/run-demo.cjs');
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { say } = require('./stack/log.cjs');
const { prepare } = require('./stack/prepare.cjs');
const { startStack } = require('./stack/stack.cjs');
const { checkout, openState } = require('./stack/state.cjs');

const example = path.join(checkout, 'examples', 'hello.json');

runEntryPoint(async (life) => {
  const startedAt = Date.now();
  const state = await openState();
  life.onEnd(() => state.close());
  await prepare(state);
  const specFile = path.resolve(process.argv[2] ?? example);
  const media = await serveMedia(path.join(path.dirname(specFile), 'media'));
  life.onEnd(() => media.close());
  const { services } = await startStack({
    state,
    broker: process.env.AMQP_URL || 'private',
    database: process.env.DATABASE_URL || 'private',
    gatewayPort: Number(process.env.PORT) || 3000,
    env: { FETCH_ALLOW_PRIVATE: media.host },
  });
  await runDemo({
    gatewayUrl: services.gateway?.url ?? '',
    orchestratorUrl: services.orchestrator?.adminUrl ?? '',
    specFile,
    mediaHost: media.host,
    root: checkout,
    logs: state.logs,
  });
  say(
    `All in all ${((Date.now() - startedAt) / 1000).toFixed(0)} s. Next: change ${path.relative(process.cwd(), specFile)} and run this again`,
  );
  say(
    '(only what you changed is rendered), render your own: npm run demo -- path/to/spec.json, or keep the API up: npm start',
  );
  return 0;
});
