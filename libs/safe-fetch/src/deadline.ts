/** So much time, and what to say when it is used up. */
export interface Allowance {
  leftMs: number;
  late(): Error;
}

/** Aborts when the allowance that is counted against is used up, or with the outer signal and its reason. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly follow = (): void => this.controller.abort(this.outer?.reason);
  private pause: () => void = () => undefined;

  constructor(private readonly outer?: AbortSignal) {
    outer?.addEventListener('abort', this.follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** From now on against this one; what is left of the one before stays. */
  count(allowance: Allowance): void {
    this.pause();
    const since = performance.now();
    const timer = setTimeout(() => this.controller.abort(allowance.late()), allowance.leftMs);
    this.pause = () => {
      clearTimeout(timer);
      allowance.leftMs -= performance.now() - since;
      this.pause = () => undefined;
    };
  }

  /** It is over. */
  clear(): void {
    this.pause();
    this.outer?.removeEventListener('abort', this.follow);
  }
}
