'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { StackError } = require('../stack/log.cjs');

/** @param {string} file */
function readSpec(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StackError(`${file} cannot be read as JSON: ${/** @type {Error} */ (error).message}`, {
      remedy: 'npm run demo -- path/to/spec.json',
    });
  }
}

/** What a served source begins with; the rest is the name of a file in the folder `media` beside the spec. */
const served = '{media}/';

/**
 * A copy of the spec in which every `src` that begins with `./`, `../` or `{media}/` is replaced.
 * @param {unknown} value
 * @param {(src: string) => string} replace
 * @returns {unknown}
 */
function mapLocalSources(value, replace) {
  if (Array.isArray(value)) return value.map((item) => mapLocalSources(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isLocal = key === 'src' && typeof item === 'string' && /^(\.\.?|\{media\})\//.test(item);
      return [key, isLocal ? replace(item) : mapLocalSources(item, replace)];
    }),
  );
}

/**
 * @param {string} src
 * @param {string} specFile
 */
function fileOf(src, specFile) {
  const folder = path.dirname(specFile);
  return src.startsWith(served)
    ? path.join(folder, 'media', src.slice(served.length))
    : path.resolve(folder, src);
}

/** @param {unknown} spec */
function localSources(spec) {
  /** @type {Set<string>} */
  const sources = new Set();
  mapLocalSources(spec, (src) => (sources.add(src), src));
  return [...sources];
}

/**
 * The example media are made, not committed: whoever runs the example first makes them.
 * @param {string[]} files
 * @param {string} examplesDir
 */
async function makeMissingMedia(files, examplesDir) {
  const missing = files.filter((file) => !fs.existsSync(file));
  const maker = path.join(examplesDir, 'media', 'make.cjs');
  const ofExamples = missing.filter((file) => file.startsWith(examplesDir + path.sep));
  if (ofExamples.length > 0 && fs.existsSync(maker)) {
    await require(maker).makeMedia({ outDir: path.dirname(/** @type {string} */ (ofExamples[0])) });
  }
  const absent = files.filter((file) => !fs.existsSync(file));
  if (absent.length > 0) throw new StackError(`The spec names files that do not exist: ${absent.join(', ')}`);
}

module.exports = { fileOf, localSources, makeMissingMedia, mapLocalSources, readSpec, served };
