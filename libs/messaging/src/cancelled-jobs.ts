/** Remembers the jobs that were cancelled last, for tickets that arrive after the cancel. */
export class CancelledJobs {
  private readonly jobs = new Set<string>();

  constructor(private readonly most = 1000) {}

  add(job: string): void {
    this.jobs.delete(job);
    this.jobs.add(job);
    const [oldest] = this.jobs;
    if (this.jobs.size > this.most && oldest !== undefined) this.jobs.delete(oldest);
  }

  has(job: string): boolean {
    return this.jobs.has(job);
  }
}
