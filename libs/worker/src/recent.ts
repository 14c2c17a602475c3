/** Remembers what was set last, by name: the newest 1000 by default. */
export class Recent<T> {
  private readonly values = new Map<string, T>();

  constructor(private readonly most = 1000) {}

  set(name: string, value: T): void {
    this.values.delete(name);
    this.values.set(name, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most && oldest !== undefined) this.values.delete(oldest);
  }

  get(name: string): T | undefined {
    return this.values.get(name);
  }
}
