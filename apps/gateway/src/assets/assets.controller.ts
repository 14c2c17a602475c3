import { All, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { TaskError, assetObject } from '@reelmill/contracts';
import { mediaTypeOf, type ObjectStore } from '@reelmill/objects';
import type { Request } from 'express';
import { EntityManager } from 'typeorm';
import type { GatewayConfig } from '../config';
import { Budget } from '../bodies/budget';
import { uploadBody } from '../bodies/upload-body';
import type { HttpLimits } from '../http-limits';
import { methodNotAllowed } from '../problems/method-not-allowed';
import { Problem } from '../problems/problem';
import { GATEWAY_CONFIG, HTTP_LIMITS, OBJECT_STORE } from '../resources.module';
import { refuseForms } from './refuse-forms';

export interface AssetResource {
  /** The sha256 of the bytes: the same file is the same asset. */
  asset_id: string;
  /** To be used as `src` in a spec. */
  src: string;
  bytes: number;
  /** By its first bytes; application/octet-stream for what has no marks of its own, such as text. */
  content_type: string;
}

/** The type that was found first stays: what others know of these bytes does not change under them. */
const RECORD = `
WITH recorded AS (
  INSERT INTO assets (sha256, bytes, content_type) VALUES ($1, $2, $3)
  ON CONFLICT (sha256) DO NOTHING RETURNING content_type
)
SELECT content_type FROM recorded UNION ALL SELECT content_type FROM assets WHERE sha256 = $1`;

@Controller('v1/assets')
export class AssetsController {
  private readonly places: Budget;

  constructor(
    @Inject(EntityManager) private readonly manager: EntityManager,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    @Inject(HTTP_LIMITS) private readonly limits: HttpLimits,
  ) {
    this.places = new Budget(limits.uploads);
  }

  /** The body is the file, whatever it is said to be; it streams into the store and is never held in memory. */
  @Post()
  @HttpCode(201)
  async upload(@Req() request: Request): Promise<AssetResource> {
    refuseForms(request.headers['content-type']);
    const { sha256, bytes } = await this.inPlace(() => this.receive(request));
    const found = await mediaTypeOf(this.store, assetObject(sha256));
    const [asset] = await this.manager.query<{ content_type: string }[]>(RECORD, [sha256, bytes, found]);
    return { asset_id: sha256, src: `asset:${sha256}`, bytes, content_type: asset?.content_type ?? found };
  }

  @All()
  other(): never {
    throw methodNotAllowed('POST');
  }

  private async inPlace<Result>(upload: () => Promise<Result>): Promise<Result> {
    if (!this.places.take(1)) throw tooMany();
    try {
      return await upload();
    } finally {
      this.places.giveBack(1);
    }
  }

  private async receive(request: Request): Promise<{ sha256: string; bytes: number }> {
    const maxBytes = this.config.ASSET_MAX_BYTES;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes) throw tooLarge(maxBytes);
    try {
      const stored = await this.store.putAsset(uploadBody(request, this.limits), {
        maxBytes,
        bytes: announced,
      });
      if (stored.bytes > 0) return stored;
      await this.store.delete(assetObject(stored.sha256));
    } catch (error) {
      if (error instanceof TaskError && error.failure.code === 'fetch_too_large') throw tooLarge(maxBytes);
      throw error;
    }
    throw new Problem({
      status: 400,
      code: 'empty_body',
      detail: 'The body is empty; send the file as the body.',
    });
  }
}

const tooMany = (): Problem =>
  new Problem({
    status: 503,
    code: 'too_many_uploads',
    detail: 'The gateway takes as many uploads as it can at once; try again in a few seconds.',
    headers: { 'Retry-After': '5' },
  });

const tooLarge = (maxBytes: number): Problem =>
  new Problem({ status: 413, code: 'body_too_large', detail: `The file is larger than ${maxBytes} bytes.` });
