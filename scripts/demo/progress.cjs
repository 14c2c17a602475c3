'use strict';

const width = 30;

/** @param {import('./api.cjs').Job} job */
function describe({ progress, progress_message: message, stage, status }) {
  return { percent: Math.floor(Math.min(1, Math.max(0, progress)) * 100), doing: message || stage || status };
}

/**
 * A bar that redraws itself on a terminal; elsewhere a plain line for each change.
 * @param {NodeJS.WriteStream} stream
 */
function progressBar(stream) {
  let last = '';
  return {
    /** @param {import('./api.cjs').Job} job */
    show(job) {
      const { percent, doing } = describe(job);
      const line = `${String(percent).padStart(3)} % ${doing}`;
      if (line === last) return;
      last = line;
      if (!stream.isTTY) return void stream.write(`${line}\n`);
      const full = Math.round((percent / 100) * width);
      const bar = `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${line}`;
      stream.write(`\r\x1b[K${bar.slice(0, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (stream.isTTY && last) stream.write('\n');
    },
  };
}

module.exports = { progressBar };
