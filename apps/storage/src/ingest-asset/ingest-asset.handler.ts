import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { assetObject, ingestAsset, type PayloadOf, type ReplyOf } from '@reelmill/contracts';
import { mediaTypeOf, type ObjectStore } from '@reelmill/objects';
import { HostTurns, safeFetch } from '@reelmill/safe-fetch';
import { Handles, type TaskContext } from '@reelmill/worker';
import type { StorageConfig } from '../config';
import { OBJECT_STORE, STORAGE_CONFIG } from '../resources.module';
import { downloadLimits } from './download-limits';

const CONNECT_TIMEOUT_MS = 10_000;
const STALL_MS = 30_000;
const MAX_REDIRECTS = 5;
/** Of this worker; a job with many sources of one host is no stick to beat that host with. */
const DOWNLOADS_PER_HOST = 6;
const LEAST_RATE = { bytesPerSecond: 64 * 1024, windowMs: 30_000 };

@Controller()
export class IngestAssetHandler {
  private readonly turns = new HostTurns(DOWNLOADS_PER_HOST);

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(STORAGE_CONFIG)
    private readonly config: Pick<
      StorageConfig,
      'FETCH_ALLOW_PRIVATE' | 'FETCH_ALLOW_PORTS' | 'FETCH_MAX_BYTES' | 'FETCH_TIMEOUT_SECONDS'
    >,
  ) {}

  @Handles(ingestAsset)
  async ingest(
    @Payload() { url }: PayloadOf<typeof ingestAsset>,
    @Ctx() task: TaskContext,
  ): Promise<ReplyOf<typeof ingestAsset>> {
    const maxBytes = this.config.FETCH_MAX_BYTES;
    const file = await safeFetch(url, {
      allowPrivate: this.config.FETCH_ALLOW_PRIVATE,
      allowPorts: this.config.FETCH_ALLOW_PORTS,
      turns: this.turns,
      maxBytes,
      ...downloadLimits(this.config.FETCH_TIMEOUT_SECONDS),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      stallMs: STALL_MS,
      leastRate: LEAST_RATE,
      maxRedirects: MAX_REDIRECTS,
      signal: task.signal,
      onProgress: (fraction) => task.progress(fraction),
    });
    const stored = await this.store.putAsset(file.body, {
      maxBytes,
      bytes: file.contentLength,
      signal: task.signal,
    });
    return { ...stored, contentType: await mediaTypeOf(this.store, assetObject(stored.sha256)) };
  }
}
