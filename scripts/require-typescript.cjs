'use strict';
// Lets a script require the project's TypeScript as it is.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const root = join(__dirname, '..');
const swc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
swc.jsc.baseUrl = root;
swc.swcrc = false;
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, swc).code, file);
