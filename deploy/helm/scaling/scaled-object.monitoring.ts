import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startMonitoredStack, type MonitoredStack } from '../../testing/monitored-stack';
import { render as renderVideo } from '../../testing/render-job';
import { named, render as renderChart } from '../testing/chart';

jest.setTimeout(180_000);

/** What is open of the renderers' work, as the database has it. */
interface Open {
  running: number;
  others: number;
}

describe('what the ScaledObject of the renderers reads from a stack', () => {
  let stack: MonitoredStack;
  let client: Client;
  const { triggers } = named(renderChart('keda'), 'ScaledObject', 'reelmill-renderer').spec as {
    triggers: { metadata: { url: string; valueLocation: string } }[];
  };
  const { url, valueLocation } = triggers[0]!.metadata;

  /** As KEDA does it: the address, then the place in the answer. */
  const work = async (): Promise<number> => {
    const address = new URL(new URL(url).pathname, stack.services.orchestrator.adminUrl);
    const answer: unknown = await (await fetch(address)).json();
    return valueLocation
      .split('.')
      .reduce((value, key) => (value as Record<string, unknown>)[key], answer) as number;
  };
  const open = async (): Promise<Open> => {
    const { rows } = await client.query<Open>(
      `SELECT count(*) FILTER (WHERE state = 'running')::int AS running,
         count(*) FILTER (WHERE state IN ('ready', 'sending', 'dispatched', 'retrying'))::int AS others
       FROM tasks WHERE queue = 'renderer.tasks'`,
    );
    return rows[0]!;
  };

  beforeAll(async () => {
    stack = await startMonitoredStack({
      names: ['gateway', 'orchestrator', 'storage', 'analyzer', 'transcriber'],
    });
    client = new Client({ connectionString: stack.databaseUrl });
    await client.connect();
  });

  afterAll(async () => {
    await (client as Client | undefined)?.end();
    await (stack as MonitoredStack | undefined)?.stop();
  });

  it('is 0 while idle, 1 at least for work without a worker, what runs while it runs, and 0 again', async () => {
    expect(await work()).toBe(0);
    const scene = { duration: 4, 'background-color': '#204060', elements: [{ type: 'text', text: 'Long' }] };
    const video = renderVideo(stack.services.gateway.url, { width: 1280, height: 720, scenes: [scene] });
    while ((await work()) === 0) await delay(50);

    await stack.add('renderer');
    const seen: number[] = [];
    for (let ended = false; !ended; ended = await Promise.race([video.then(() => true), delay(20, false)])) {
      const before = await open();
      const said = await work();
      const after = await open();
      if (before.others + after.others > 0 || before.running !== after.running) continue;
      seen.push(said);
      expect(said).toBe(before.running);
    }
    expect(Math.max(...seen)).toBeGreaterThan(0);
    expect(await work()).toBe(0);
  });
});
