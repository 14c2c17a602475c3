import { Controller, Get, Header, HttpStatus, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { heldFor } from './held-for';
import { Readiness } from './readiness';

const HELD_MS = 1000;

/** On the public listener, for load balancers: a bare status, since the details are an operator's. */
@Controller('healthz')
export class PublicHealthController {
  private readonly isReady: () => Promise<boolean>;

  constructor(@Inject(Readiness) readiness: Readiness) {
    // Whoever asks often must not make the database and the disk work as often.
    this.isReady = heldFor(HELD_MS, async () => (await readiness.report()).ready);
  }

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response): Promise<{ status: 'ok' | 'unavailable' }> {
    if (await this.isReady()) return { status: 'ok' };
    response.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: 'unavailable' };
  }
}
