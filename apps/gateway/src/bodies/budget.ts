/** Something that there is a fixed amount of for all requests together, such as bytes of memory. */
export class Budget {
  private taken = 0;

  constructor(private readonly amount: number) {}

  /** Whether there was so much left; then it is taken until it is given back. */
  take(amount: number): boolean {
    if (this.taken + amount > this.amount) return false;
    this.taken += amount;
    return true;
  }

  giveBack(amount: number): void {
    this.taken -= amount;
  }
}
