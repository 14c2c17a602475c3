import { z } from 'zod';

/** Where every service shows its metrics and its health; an app spreads it into the shape of its own `config.ts`. */
export const adminConfig = {
  /** Port of metrics and detailed health; 0 takes a free one. */
  ADMIN_PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('a port, 0..65535'),
  /** Address of the interface for it. Whoever reaches it sees addresses and paths: keep it inside. */
  ADMIN_HOST: z.string().default('127.0.0.1'),
};
