'use strict';
const path = require('node:path');
const { runEntryPoint } = require('./lifecycle.cjs');
const { StackError } = require('./log.cjs');
const { ensureBuilt, ensurePackages } = require('./packages.cjs');
const { checkout, openState } = require('./state.cjs');
const { ensureSystemPackages } = require('./system-packages.cjs');

function requireThisNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StackError(`Node ${process.versions.node} is too old.`, {
    remedy: 'install Node 20.19 or newer',
  });
}

/**
 * From a bare checkout to one whose services can be started.
 * @param {import('./state.cjs').StackState} state
 */
async function prepare(state) {
  requireThisNode();
  await Promise.all([ensureSystemPackages(state), ensurePackages(state)]);
  await ensureBuilt(state);
}

module.exports = { prepare };

// On its own: only the npm packages, for linting and type checks.
if (require.main === module) {
  runEntryPoint(async (life) => {
    requireThisNode();
    const state = await openState({ stateDir: path.join(checkout, '.reelmill', 'test') });
    life.onEnd(() => state.close());
    await ensurePackages(state);
    return 0;
  });
}
