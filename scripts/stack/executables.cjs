'use strict';
const fs = require('node:fs');
const path = require('node:path');

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @param {string} name */
function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/**
 * RabbitMQ's own script (`rabbitmq-server`, `rabbitmqctl`): the wrappers in /usr/sbin change the user to rabbitmq.
 * @param {string} name
 */
function rabbitmqScript(name) {
  const lib = '/usr/lib/rabbitmq/lib';
  const versions = fs.existsSync(lib)
    ? fs.readdirSync(lib).map((version) => path.join(lib, version, 'sbin'))
    : [];
  const folders = ['/usr/lib/rabbitmq/bin', ...versions, '/opt/rabbitmq/sbin'];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

module.exports = { onPath, rabbitmqScript };
