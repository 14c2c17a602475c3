import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface JobOutput {
  name: string;
  kind: string;
  url: string;
  content_type: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  duration: number | null;
}

export interface Job {
  job_id: string;
  status: string;
  stage: string;
  progress: number;
  progress_message: string;
  error: { code: string; message: string; task: string | null } | null;
  warnings: string[];
  completed_at: string | null;
  outputs: JobOutput[];
}

export interface Task {
  name: string;
  command: string;
  state: string;
  attempt: number;
  crashes: number;
}

const FINAL = ['completed', 'failed', 'cancelled'];
const POLL_MS = 100;

/** The API as a caller uses it. */
export class Client {
  constructor(private readonly url: string) {}

  async upload(file: string): Promise<string> {
    const response = await fetch(`${this.url}/v1/assets`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: await readFile(file),
    });
    const { src } = await json<{ src: string }>(response, 201);
    return src;
  }

  /** The answer as it is, 202 or a refusal. */
  async submit(input: unknown): Promise<{ status: number; body: unknown }> {
    const response = await this.postJob({ type: 'render', input });
    return { status: response.status, body: await response.json() };
  }

  async post(input: unknown, priority?: number): Promise<Job> {
    return json<Job>(await this.postJob({ type: 'render', input, priority }), 202);
  }

  async job(id: string): Promise<Job> {
    return json<Job>(await fetch(`${this.url}/v1/jobs/${id}`), 200);
  }

  async tasks(id: string): Promise<Task[]> {
    const tasks: Task[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `limit=100${cursor && `&cursor=${cursor}`}`;
      const response = await fetch(`${this.url}/v1/jobs/${id}/tasks?${query}`);
      const page = await json<{ tasks: Task[]; next_cursor: string | null }>(response, 200);
      tasks.push(...page.tasks);
      cursor = page.next_cursor;
    }
    return tasks;
  }

  async cancel(id: string): Promise<void> {
    await fetch(`${this.url}/v1/jobs/${id}`, { method: 'DELETE' });
  }

  /** The job in its final state; `seen` gets it each time it was looked at. */
  async untilFinal(id: string, seen: (job: Job) => void = () => undefined): Promise<Job> {
    for (;;) {
      const job = await this.job(id);
      seen(job);
      if (FINAL.includes(job.status)) return job;
      await delay(POLL_MS);
    }
  }

  /** Posts and waits; throws when the job does not complete. */
  async render(input: unknown, seen?: (job: Job) => void): Promise<Job> {
    const { job_id } = await this.post(input);
    const job = await this.untilFinal(job_id, seen);
    if (job.status !== 'completed') throw new Error(`the job ${job.status}: ${JSON.stringify(job.error)}`);
    return job;
  }

  async download(output: JobOutput): Promise<Buffer> {
    const response = await fetch(this.url + output.url);
    return Buffer.from(await response.arrayBuffer());
  }

  private postJob(job: object): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.url}/v1/jobs`, { method: 'POST', headers, body: JSON.stringify(job) });
  }
}

async function json<T>(response: Response, status: number): Promise<T> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.url}: ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** The output of that kind; throws when the job has none. */
export function outputOf(job: Job, kind: string): JobOutput {
  const output = job.outputs.find((each) => each.kind === kind);
  if (output === undefined)
    throw new Error(`no ${kind} among ${job.outputs.map(({ name }) => name).join(', ')}`);
  return output;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
