import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, outputOf, sha256 } from './harness/client';
import { speak, type Spec } from './harness/hello';
import { renderCold, startHelloStack, type HelloStack } from './harness/hello-stack';
import { childrenOf, isAlive } from './harness/process-table';
import type { ServiceName } from './harness/stack';
import { until } from './harness/until';

jest.setTimeout(240_000);

describe('when something ends before its time', () => {
  let stack: HelloStack;
  let client: Client;
  let spec: Spec;
  const folder = mkdtempSync(join(tmpdir(), 'reelmill-e2e-'));

  beforeAll(async () => {
    stack = await startHelloStack();
    ({ client, spec } = stack);
  });

  afterAll(async () => {
    // Absent when it failed to start; then the run must not wait for a second error.
    await (stack as HelloStack | undefined)?.stop();
    rmSync(folder, { recursive: true });
  });

  it('a killed renderer takes its ffmpeg along, and the job ends with the same bytes and one crash', async () => {
    const input = slow(spec);
    const { renderer } = stack.services;
    const { job_id } = await client.post(input);
    const ffmpeg = await until(() => childrenOf(renderer.pid!, 'ffmpeg').at(0));
    await renderer.kill();
    await until(() => (isAlive(ffmpeg) ? undefined : true));
    await renderer.start();
    const job = await client.untilFinal(job_id);
    expect(job).toMatchObject({ status: 'completed' });
    await until(async () =>
      (await client.tasks(job_id)).some(({ crashes }) => crashes === 1) ? true : undefined,
    );

    const undisturbed = await renderCold(input, stack.mediaHost);
    expect(sha256(await client.download(outputOf(job, 'video')))).toBe(sha256(undisturbed));
  });

  it('a cancelled job stops its ffmpeg', async () => {
    const { job_id } = await client.post({ ...slow(spec), quality: 'medium' });
    const ffmpeg = await until(() => childrenOf(stack.services.renderer.pid!, 'ffmpeg').at(0));
    await client.cancel(job_id);
    expect(await client.untilFinal(job_id)).toMatchObject({ status: 'cancelled', outputs: [] });
    await until(() => (isAlive(ffmpeg) ? undefined : true));
    await until(() => (childrenOf(stack.services.renderer.pid!, 'ffmpeg').length > 0 ? undefined : true));
  });

  it.each([
    ['orchestrator', 'queued'],
    ['analyzer', 'processing'],
    ['transcriber', 'processing'],
    ['storage', 'processing'],
  ] as const)('a job waits without its %s, as %s, and completes with it', async (name, waiting) => {
    const input = await spoken(name);
    await stack.services[name].stop();
    const { job_id } = await client.post(input);
    const job = await until(async () => {
      const seen = await client.job(job_id);
      return seen.status === waiting && (await isWaitingFor(name, job_id)) ? seen : undefined;
    });
    expect(job.completed_at).toBeNull();
    await stack.services[name].start();
    expect(await client.untilFinal(job_id)).toMatchObject({ status: 'completed' });
  });

  it('a job goes on without the gateway, which shows it when it is back', async () => {
    const input = await spoken('gateway');
    const { job_id } = await client.post(input);
    await stack.services.gateway.stop();
    await expect(client.job(job_id)).rejects.toThrow();
    await stack.services.gateway.start();
    expect(await client.untilFinal(job_id)).toMatchObject({ status: 'completed' });
  });

  /** The example with a new sentence, so that it is to be analyzed and transcribed anew. */
  const spoken = async (name: ServiceName): Promise<Spec> => {
    const src = await speak(
      client,
      `The ${name} starts again and the work goes on.`,
      join(folder, `${name}.wav`),
    );
    const [opening, ...others] = spec.scenes;
    const elements = opening!.elements.map((element) =>
      element.type === 'audio' ? { ...element, src } : element,
    );
    return { ...spec, scenes: [{ ...opening!, elements }, ...others] };
  };

  /** Whether the task of that service is what the job waits for: offered, and nobody takes it. */
  const isWaitingFor = async (name: ServiceName, jobId: string): Promise<boolean> => {
    if (name === 'orchestrator') return true;
    const owned = {
      analyzer: 'media.analyze',
      transcriber: 'speech.transcribe',
      storage: 'asset.ingest',
    } as Record<string, string>;
    const tasks: Awaited<ReturnType<Client['tasks']>> = await client.tasks(jobId);
    return tasks.some(
      ({ command, state }) => command === owned[name] && ['ready', 'dispatched'].includes(state),
    );
  };
});

/** The same at a size whose segments take long enough to be killed in. */
function slow(spec: Spec): Spec {
  return { ...spec, width: 1280, height: 720, quality: 'high' };
}
