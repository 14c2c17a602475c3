'use strict';
// Records the work of a pool, as KEDA would be told it, from a system at work; the tests of the autoscaler's formula run over it.
//   node deploy/helm/scaling/record.cjs http://localhost:9464 renderer 1800 "What ran" > deploy/helm/scaling/recordings/name.json
const { setTimeout: delay } = require('node:timers/promises');

const STEP_SECONDS = 5;

/** @param {string} orchestrator its admin listener @param {string} pool @returns {Promise<[work: number, running: number]>} */
async function look(orchestrator, pool) {
  const { pools } = await (await fetch(`${orchestrator}/scaling`)).json();
  const metrics = await (await fetch(`${orchestrator}/metrics`)).text();
  const running = new RegExp(`^reelmill_tasks\\{queue="${pool}\\.tasks",state="running"\\} (\\d+)$`, 'm');
  return [pools[pool].work, Number(running.exec(metrics)?.[1] ?? 0)];
}

async function record() {
  const [orchestrator = '', pool = '', seconds, about] = process.argv.slice(2);
  const rows = [];
  const start = Date.now();
  for (let second = 0; second <= Number(seconds); second += STEP_SECONDS) {
    await delay(start + second * 1000 - Date.now());
    rows.push(`    [${[second, ...(await look(orchestrator, pool))].join(', ')}]`);
  }
  const columns = '["second", "work", "running"]';
  console.log(
    `{\n  "about": ${JSON.stringify(about)},\n  "columns": ${columns},\n  "rows": [\n${rows.join(',\n')}\n  ]\n}`,
  );
}

void record();
