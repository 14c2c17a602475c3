import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, startMonitoredStack, type MonitoredStack } from '../testing/monitored-stack';
import { render } from '../testing/render-job';
import { buildVersion, commitBeforeNewestMigration } from './earlier-version';

jest.setTimeout(180_000);

/** A roll-out migrates first, while the services of the version before go on. */
describe('the services of before the newest migration', () => {
  const folder = newFolder();
  let stack: MonitoredStack;

  beforeAll(async () => {
    const root = join(folder, 'earlier');
    buildVersion(commitBeforeNewestMigration(), root);
    stack = await startMonitoredStack({ root });
  });
  afterAll(async () => {
    await (stack as MonitoredStack | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('render a video on the schema of now', async () => {
    const scenes = ['#204060', '#602040'].map((colour) => ({
      duration: 1,
      'background-color': colour,
      elements: [{ type: 'text', text: 'Still here' }],
    }));
    await render(stack.services.gateway.url, { width: 320, height: 180, scenes });
  });
});
