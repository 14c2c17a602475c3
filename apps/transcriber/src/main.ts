import { runWithConfig } from '@reelmill/config';
import { transcribeSpeech } from '@reelmill/contracts';
import { openObjectStore } from '@reelmill/objects';
import { watchDisk } from '@reelmill/observability';
import { runWorker } from '@reelmill/worker';
import { AppModule } from './app.module';
import { transcriberConfig } from './config';
import { readEngine } from './engine';

runWithConfig(transcriberConfig, async (config) => {
  const store = openObjectStore({ directory: config.OBJECTS_DIR });
  watchDisk('objects', config.OBJECTS_DIR);
  await runWorker({
    service: 'transcriber',
    module: AppModule.register(store),
    engines: { [transcribeSpeech.name]: await readEngine() },
    config,
    checks: [{ name: 'objects', required: true, check: () => store.check() }],
  });
});
