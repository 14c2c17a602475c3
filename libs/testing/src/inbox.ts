/** Collects what comes in, and waits for what is to come; for tests. */
export class Inbox<T> {
  readonly items: T[] = [];
  private watchers: (() => void)[] = [];

  add(...items: T[]): void {
    this.items.push(...items);
    for (const watcher of this.watchers) watcher();
  }

  /** Resolves with the first item that fits, whether it is here already or comes later. */
  async first<S extends T>(fits: (item: T) => item is S): Promise<S>;
  async first(fits: (item: T) => boolean): Promise<T>;
  async first(fits: (item: T) => boolean): Promise<T> {
    const found = this.items.find(fits);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        if (!this.items.some(fits)) return;
        this.watchers = this.watchers.filter((each) => each !== watcher);
        resolve();
      };
      this.watchers.push(watcher);
    });
    return this.first(fits);
  }
}

/** Asks each 20 ms until it is so. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A promise that is resolved from outside. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
