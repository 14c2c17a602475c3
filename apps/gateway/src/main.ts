import { runWithConfig } from '@reelmill/config';
import { runService } from '@reelmill/observability';
import { gatewayConfig } from './config';
import { gatewayService } from './gateway-service';

runWithConfig(gatewayConfig, (config) =>
  runService({ ...gatewayService(config), drainMs: config.DRAIN_SECONDS * 1000 }),
);
