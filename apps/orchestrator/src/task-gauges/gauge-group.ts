import type { EntityManager } from 'typeorm';

/** Gauges that one statement fills. */
export interface GaugeGroup {
  measure(manager: EntityManager): Promise<void>;
  /** Of what can't be read now there is no series, in the place of one that stands still at what it was. */
  forget(): void;
}
