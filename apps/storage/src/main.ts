import { runWithConfig } from '@reelmill/config';
import { runWorker } from '@reelmill/worker';
import { AppModule } from './app.module';
import { storageConfig } from './config';

// Its commands are not keyed: no artifact depends on the code here.
runWithConfig(storageConfig, (config) =>
  runWorker({ service: 'storage', module: AppModule.register(config), engines: {}, config }),
);
