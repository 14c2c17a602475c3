import { runWithConfig } from '@reelmill/config';
import { analyzeMedia } from '@reelmill/contracts';
import { openObjectStore } from '@reelmill/objects';
import { watchDisk } from '@reelmill/observability';
import { runWorker } from '@reelmill/worker';
import { AppModule } from './app.module';
import { analyzerConfig } from './config';
import { readEngine } from './engine';

runWithConfig(analyzerConfig, async (config) => {
  const store = openObjectStore({ directory: config.OBJECTS_DIR });
  watchDisk('objects', config.OBJECTS_DIR);
  await runWorker({
    service: 'analyzer',
    module: AppModule.register(store),
    engines: { [analyzeMedia.name]: await readEngine() },
    config,
    checks: [{ name: 'objects', required: true, check: () => store.check() }],
  });
});
