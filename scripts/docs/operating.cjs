'use strict';
// Writes what the code says into docs/operating.md. A test compares the two.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const root = join(__dirname, '..', '..');
const swc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
swc.jsc.baseUrl = root;
swc.swcrc = false;
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, swc).code, file);
const { operatingPage } = require('../../deploy/configuration/operating-page');

const page = join(root, 'docs', 'operating.md');
writeFileSync(page, operatingPage(readFileSync(page, 'utf8')));
