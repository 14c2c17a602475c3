'use strict';
const fs = require('node:fs');
const path = require('node:path');

const othersBits = 0o077;

/**
 * A folder for this user alone, made when absent. One that is open to others, as earlier versions made them, is closed with
 * all that lies in it; a folder that is closed is not looked into, so this costs nothing from then on.
 * @param {string} folder
 */
function ownerOnlyFolder(folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  close(folder);
}

/**
 * Contents first: a walk that is broken off is done again. Another run may take files away meanwhile.
 * @param {string} entry
 */
function close(entry) {
  const stat = fs.lstatSync(entry, { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink() || (stat.mode & othersBits) === 0) return;
  try {
    if (stat.isDirectory()) for (const name of fs.readdirSync(entry)) close(path.join(entry, name));
    fs.chmodSync(entry, stat.mode & 0o700);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
}

module.exports = { ownerOnlyFolder };
