/**
 * One answer for all who ask while it is sought and for so long after it came. A failure goes to those who wait for it, and the
 * next asks anew.
 */
export class SharedAnswer<T> {
  private answer: Promise<T> | null = null;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly keepMs: number,
  ) {}

  get(): Promise<T> {
    this.answer ??= this.begin();
    return this.answer;
  }

  private begin(): Promise<T> {
    const answer = this.ask();
    const forget = (): void => void (this.answer = null);
    answer.then(() => setTimeout(forget, this.keepMs).unref(), forget);
    return answer;
  }
}
