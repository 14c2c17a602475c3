import { setTimeout as delay } from 'node:timers/promises';

/** Submits a video of that size and waits for it. @throws Error when it was refused or failed, with what was said. */
export async function render(
  gateway: string,
  video: { width: number; height: number; scenes: object[] },
): Promise<void> {
  const input = { resolution: 'custom', quality: 'low', ...video };
  const response = await fetch(`${gateway}/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'render', input }),
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`the job was not accepted: ${text}`);
  const { job_id } = JSON.parse(text) as { job_id: string };
  for (;;) {
    const job = (await (await fetch(`${gateway}/v1/jobs/${job_id}`)).json()) as { status: string };
    if (job.status === 'completed') return;
    if (['failed', 'cancelled'].includes(job.status)) throw new Error(JSON.stringify(job));
    await delay(200);
  }
}
