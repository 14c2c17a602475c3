/** How long each part of a drain may take, in their order and in milliseconds. */
export interface DrainPlan {
  /** For the broker to bring no more tickets. */
  readonly stopMs: number;
  /** For running tasks to end by themselves. */
  readonly idleMs: number;
  /** For stopped handlers to end and their tickets to be published again. */
  readonly giveBackMs: number;
  /** For the last word to the orchestrator. */
  readonly goodbyeMs: number;
  /** For the connections to close. */
  readonly closeMs: number;
}

const PARTS = { stopMs: 1_000, giveBackMs: 3_000, goodbyeMs: 1_000, closeMs: 1_000 };
/** For what is no wait for the broker, such as removing the scratch folder. */
const REST_MS = 500;
const ALL_MS = Object.values(PARTS).reduce((sum, part) => sum + part, REST_MS);

/** Of so much time: running tasks have what the other parts leave; when that is nothing, each part is shorter. */
export function drainPlan(limitMs: number): DrainPlan {
  const scale = Math.min(1, limitMs / ALL_MS);
  return {
    stopMs: PARTS.stopMs * scale,
    idleMs: limitMs - ALL_MS * scale,
    giveBackMs: PARTS.giveBackMs * scale,
    goodbyeMs: PARTS.goodbyeMs * scale,
    closeMs: PARTS.closeMs * scale,
  };
}
