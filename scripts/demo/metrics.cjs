'use strict';

/**
 * Segments that were rendered and that were taken from an earlier render, as a service has counted them since its start.
 * @param {string} adminUrl
 * @returns {Promise<{ made: number, reused: number } | undefined>} undefined when it cannot be asked
 */
async function segmentCounts(adminUrl) {
  const response = await fetch(`${adminUrl}/metrics`).catch(() => undefined);
  if (!response?.ok) return undefined;
  const text = await response.text();
  return { made: sumOf(text, 'made'), reused: sumOf(text, 'reused') };
}

/**
 * @param {string} exposition
 * @param {string} result
 */
function sumOf(exposition, result) {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith('reelmill_artifacts_total{'))
    .filter((line) => line.includes('command="segment.render"') && line.includes(`result="${result}"`))
    .reduce(
      (sum, line) =>
        sum +
        Number(
          line
            .slice(line.lastIndexOf('}') + 1)
            .trim()
            .split(' ')[0],
        ),
      0,
    );
}

module.exports = { segmentCounts };
