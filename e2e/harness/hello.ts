import { execFile } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from './client';

const examples = resolve(__dirname, '..', '..', 'examples');
const media = join(examples, 'media');
const { makeMedia } = createRequire(__filename)(join(media, 'make.cjs')) as {
  makeMedia: (options: { outDir: string }) => Promise<string[]>;
};

type Element = Record<string, unknown> & { type: string; src?: string };
export interface Spec {
  scenes: (Record<string, unknown> & { elements: Element[] })[];
  elements: Element[];
  [key: string]: unknown;
}

/** A file of the example, which {@link serveMedia} has made. */
export const exampleMedia = (name: string): string => join(media, name);

/** A little file server for the example media, as the demo has one. */
export async function serveMedia(): Promise<{ host: string; close(): Promise<void> }> {
  await makeMedia({ outDir: media });
  const server: Server = createServer((request, response) => {
    createReadStream(join(media, basename(request.url ?? '')))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, close: () => new Promise((done) => void server.close(() => done())) };
}

/** The demo's spec, small, with its local files uploaded. */
export async function smallHello(client: Client, mediaHost: string): Promise<Spec> {
  const text = readFileSync(join(examples, 'hello.json'), 'utf8').replaceAll(
    '{media}',
    `http://${mediaHost}`,
  );
  const spec = JSON.parse(text) as Spec;
  const uploaded = new Map<string, string>();
  for (const element of [...spec.scenes.flatMap((scene) => scene.elements), ...spec.elements]) {
    if (!element.src?.startsWith('./')) continue;
    const src = uploaded.get(element.src) ?? (await client.upload(join(examples, element.src)));
    uploaded.set(element.src, src);
    element.src = src;
  }
  return shrink(spec);
}

/** A quarter of the size, so that tests are quick: 320x180, quality low. */
function shrink(spec: Spec): Spec {
  const small = (key: string, value: unknown): unknown =>
    ['x', 'y', 'width', 'height', 'font-size'].includes(key) && typeof value === 'number'
      ? Math.round(value / 8) * 2
      : value;
  const shrunk = JSON.parse(JSON.stringify(spec), small) as Spec;
  return { ...shrunk, resolution: 'custom', width: 320, height: 180, quality: 'low' };
}

/** A spoken sentence as an uploaded asset, new to the stack when the sentence is. */
export async function speak(client: Client, sentence: string, file: string): Promise<string> {
  const source = `flite=voice=slt:text='${sentence}'`;
  const options = ['-ar', '16000', '-ac', '1', '-fflags', '+bitexact'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...options, file]);
  return client.upload(file);
}
