import { loadConfig } from '@reelmill/config';
import { runWorker } from '@reelmill/messaging';
import { AppModule } from './app.module';
import { storageConfig } from './config';

const config = loadConfig(storageConfig);

// Its commands are not keyed: no artifact depends on the code here, so the engine never changes.
void runWorker({ service: 'storage', module: AppModule.register(config), engine: 'storage', config });
