'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

/**
 * A file server on loopback for one folder, so that an example can show a download too: other sources are uploaded.
 * @param {string} folder
 * @returns {Promise<{ host: string, close: () => Promise<void> }>} host: `127.0.0.1:<port>`
 */
async function serveMedia(folder) {
  const server = http.createServer((request, response) => {
    const name = path.basename(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = fs.createReadStream(path.join(folder, name));
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    host: `127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

module.exports = { serveMedia };
