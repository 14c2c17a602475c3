import { runWithConfig } from '@reelmill/config';
import { openObjectStore } from '@reelmill/objects';
import { watchDisk } from '@reelmill/observability';
import { runWorker } from '@reelmill/worker';
import { AppModule } from './app.module';
import { transcriberConfig } from './config';
import { readEngines } from './engines';

runWithConfig(transcriberConfig, async (config) => {
  const store = openObjectStore({ directory: config.OBJECTS_DIR });
  watchDisk('objects', config.OBJECTS_DIR);
  await runWorker({
    service: 'transcriber',
    module: AppModule.register(store),
    engines: await readEngines(),
    config,
    checks: [{ name: 'objects', required: true, check: () => store.check() }],
  });
});
