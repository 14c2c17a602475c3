import { loadConfig } from '@reelmill/config';
import { runService } from '@reelmill/observability';
import { gatewayConfig } from './config';
import { gatewayService } from './gateway-service';

const config = loadConfig(gatewayConfig);

void runService({ ...gatewayService(config), drainMs: config.DRAIN_SECONDS * 1000 });
