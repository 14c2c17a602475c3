'use strict';
const { spawnSync } = require('node:child_process');

const suite = 'bookworm';
const debian = 'http://deb.debian.org';
const ofDebian = [
  `${debian}/debian ${suite} main`,
  `${debian}/debian ${suite}-updates main`,
  `${debian}/debian-security ${suite}-security main`,
];

/**
 * @param {string} program
 * @param {string[]} args
 */
function linesOf(program, args) {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean);
}

/**
 * Where packages of the suite come from: the mirrors of this machine when it runs that suite, otherwise Debian itself.
 * @returns {{ suite: string, mirror: string, sources: string, options: string }}
 *   sources: for `sources.list`; options: for `apt.conf.d`, the proxies and checks that go with the mirrors
 */
function debianSources() {
  const format = ['indextargets', '--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)'];
  const here = linesOf('apt-get', [...format, 'Created-By: Packages', 'Origin: Debian']);
  const ofSuite = here.filter((line) => line.split(' ')[1]?.startsWith(suite));
  const lines = ofSuite.some((line) => line.split(' ')[1] === suite) ? ofSuite : ofDebian;
  const [mirror = ''] = lines.find((line) => line.split(' ')[1] === suite)?.split(' ') ?? [];
  const options = linesOf('apt-config', ['dump']).filter((line) =>
    /^Acquire::(https?|Check-|Retries)/.test(line),
  );
  return {
    suite,
    mirror,
    sources: lines.map((line) => `deb ${line}\n`).join(''),
    options: options.map((line) => `${line}\n`).join(''),
  };
}

module.exports = { debianSources };
