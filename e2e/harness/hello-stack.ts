import { Client, outputOf } from './client';
import { serveMedia, smallHello, type Spec } from './hello';
import { startFreshStack, type Stack } from './stack';

/** A fresh stack with a client of it, the example's media served and uploaded, and the small example's spec. */
export interface HelloStack extends Stack {
  readonly client: Client;
  readonly spec: Spec;
  /** `host:port` of the file server that the spec's downloads come from. */
  readonly mediaHost: string;
}

export async function startHelloStack(): Promise<HelloStack> {
  const media = await serveMedia();
  const undo = [() => media.close()];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const stack = await startFreshStack({ FETCH_ALLOW_PRIVATE: media.host });
    undo.push(() => stack.stop());
    const client = new Client(stack.services.gateway.url);
    return { ...stack, client, spec: await smallHello(client, media.host), mediaHost: media.host, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The video that a new stack with an empty store makes of a spec whose downloads come from `mediaHost`. */
export async function renderCold(input: Spec, mediaHost: string): Promise<Buffer> {
  const fresh = await startFreshStack({ FETCH_ALLOW_PRIVATE: mediaHost });
  try {
    const client = new Client(fresh.services.gateway.url);
    await smallHello(client, mediaHost);
    return await client.download(outputOf(await client.render(input), 'video'));
  } finally {
    await fresh.stop();
  }
}
