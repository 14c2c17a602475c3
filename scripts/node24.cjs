'use strict';
// Unit and integration tests under the Node that the images have; arguments are for Jest.
const path = require('node:path');
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { checkout, openState } = require('./stack/state.cjs');
const { ensureTools } = require('./tools/index.cjs');

const tests = path.join(__dirname, 'test.cjs');

runEntryPoint(async (life) => {
  const state = await openState({ stateDir: path.join(checkout, '.reelmill', 'node24') });
  life.onEnd(() => state.close());
  const { NODE24 } = await ensureTools(state, ['node24']);
  const command = [
    /** @type {string} */ (NODE24),
    tests,
    '--selectProjects',
    'unit',
    'integration',
    ...process.argv.slice(2),
  ];
  return state.processes.spawn('node24', command, {
    cwd: checkout,
    inheritOutput: true,
    ownerOnly: false,
  }).exited;
});
