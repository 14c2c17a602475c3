'use strict';
const path = require('node:path');
const { buildImages } = require('./images/build-images.cjs');
const { runEntryPoint } = require('./stack/lifecycle.cjs');
const { checkout, openState } = require('./stack/state.cjs');

runEntryPoint(async (life) => {
  const state = await openState({ stateDir: path.join(checkout, '.reelmill', 'images') });
  life.onEnd(() => state.close());
  await buildImages(state, { standIn: process.argv.includes('--stand-in') });
  return 0;
});
