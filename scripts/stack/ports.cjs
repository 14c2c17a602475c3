'use strict';
const net = require('node:net');

// Below the range from which Linux gives outgoing connections their ports (32768 and up), so that a stopped broker's or
// service's port is still free when it is started again.
const firstPort = 20_000;
const lastPort = 32_000;

/**
 * A port of 127.0.0.1 that is held until `release`, just before the process that needs it starts.
 * @typedef {{ port: number, release: () => Promise<void> }} HeldPort
 */

/**
 * @param {number} port
 * @returns {Promise<HeldPort | undefined>} undefined when it is taken
 */
function holdPort(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      resolve({ port, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/**
 * @param {number} [preferred]
 * @returns {Promise<HeldPort>}
 */
async function holdFreePort(preferred) {
  const wished = preferred === undefined ? undefined : await holdPort(preferred);
  if (wished) return wished;
  for (let tries = 0; tries < 1000; tries += 1) {
    const held = await holdPort(firstPort + Math.floor(Math.random() * (lastPort - firstPort)));
    if (held) return held;
  }
  throw new Error(`No free port between ${firstPort} and ${lastPort} on 127.0.0.1.`);
}

module.exports = { holdFreePort };
