import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { examples, filesIn, inNewStack, renderExample, type Result } from './example-run';
import {
  makeShared,
  migrateFromImage,
  removeContainers,
  startFromImages,
  stopServices,
  type ImageService,
} from './image-services';
import { configOf } from './image';
import { makeMedia, serveMedia, stack } from './stack-scripts';

// A render takes half a minute on two idle cores, and several on busy ones.
jest.setTimeout(480_000);

describe('the six services from the images', () => {
  const undo: (() => unknown)[] = [];
  let mediaHost: string;
  let fromImages: Result;
  let written: string[];
  let objectOwners: Set<number>;
  let left: string[];

  beforeAll(async () => {
    await makeMedia({ outDir: join(examples, 'media') });
    const media = await serveMedia(join(examples, 'media'));
    undo.push(() => media.close());
    mediaHost = media.host;
    undo.push(removeContainers);
    await inNewStack(async (state, urls) => {
      const shared = makeShared(state.dir, { amqp_url: urls.amqp, database_url: urls.database });
      await migrateFromImage(state, shared);
      const services = await startFromImages(state, shared, { FETCH_ALLOW_PRIVATE: mediaHost });
      const mark = join(state.dir, 'mark');
      mkdirSync(mark);
      fromImages = await renderExample(state, addressesOf(services), {
        mediaHost,
        databaseUrl: urls.database,
      });
      left = [...(await stopServices(services)), ...services.flatMap(scratchOf)];
      written = services.flatMap(({ container }) => changedSince(mark, container.folder));
      objectOwners = new Set(filesIn(shared.objects).map((file) => statSync(file).uid));
    });
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('render the example', () => {
    expect(Object.keys(fromImages.outputs).sort()).toEqual(['hello.jpg', 'hello.mp4', 'hello.srt']);
  });

  it('make the bytes that the services of the checkout make', async () => {
    const fromSource = await inNewStack(async (state, { amqp, database }) => {
      await stack.runMigrations(state, database);
      const env = { FETCH_ALLOW_PRIVATE: mediaHost };
      const services = await stack.startServices(state, { amqpUrl: amqp, databaseUrl: database, env });
      return renderExample(state, services, { mediaHost, databaseUrl: database });
    });
    // Another build may make other bytes: another ffmpeg, another architecture.
    expect(fromImages.builds).toEqual(fromSource.builds);
    expect(fromImages.outputs).toEqual(fromSource.outputs);
  });

  it.each(['analyzer', 'transcriber', 'renderer'])(
    'have the build of the %s that the label says, so that a new one is known before it runs',
    (service) => {
      expect(fromImages.builds[service]).toMatch(/^[0-9a-f]{16}$/);
      expect(configOf('worker').Labels?.[`org.reelmill.build.${service}`]).toBe(fromImages.builds[service]);
    },
  );

  it('write nowhere but in the objects and the scratch folder, as user 1000', () => {
    expect(written.filter((path) => !EXPECTED.test(path))).toEqual([]);
    expect(objectOwners).toEqual(new Set([1000]));
  });

  it('leave no process and no scratch behind when they are asked to end', () => {
    expect(left).toEqual([]);
  });
});

const addressesOf = (services: readonly ImageService[]) => {
  const of = (name: string) => services.find((service) => service.name === name)!;
  return { gateway: of('gateway'), orchestrator: of('orchestrator') };
};

/** Where a service may write, and `/run`, where buildah makes and removes a place to mount the secrets. */
const EXPECTED = /^\/(run|scratch(\/.*)?|data\/objects(\/.*)?)$/;

/** Paths in an image whose content, or whose list of entries, is newer than the mark. */
function changedSince(mark: string, folder: string): string[] {
  const found = execFileSync('find', [folder, '-xdev', '-newer', mark], { encoding: 'utf8' });
  const paths = found.split('\n').filter(Boolean);
  return paths.map((path) => path.slice(folder.length) || '/');
}

const scratchOf = ({ name, container }: ImageService): string[] =>
  filesIn(join(container.folder, 'scratch')).map((file) => `${name}: ${file}`);
