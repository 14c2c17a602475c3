import type { Path } from './json-pointer';
import { suggestion, shown } from './wording';
import { RESOLUTIONS } from './video';

/** A finding about several keys together; its path is in kebab-case. */
export interface Finding {
  path: Path;
  message: string;
}

/** One after the other, worked out when it is asked for. */
export type Findings = Generator<Finding, void, undefined>;

type Raw = Record<string, unknown>;

interface Located {
  element: Raw;
  path: Path;
}

const isRaw = (value: unknown): value is Raw =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const located = (values: unknown, path: Path): Located[] =>
  listOf(values).flatMap((element, index) => (isRaw(element) ? [{ element, path: [...path, index] }] : []));

/**
 * What no single key shows: contradictions, doubled and unknown ids, fonts. Takes the document as given
 * (kebab-case keys, anything as values), so that its findings come together with those about single keys.
 */
export function* crossChecks(video: unknown, fontFamilies: readonly string[] | undefined): Findings {
  if (!isRaw(video)) return;
  const scenes = located(video['scenes'], ['scenes']);
  const top = located(video['elements'], ['elements']);
  const all = [
    ...scenes.flatMap(({ element, path }) => located(element['elements'], [...path, 'elements'])),
    ...top,
  ];
  yield* content(video, scenes, top);
  yield* resolution(video);
  yield* doubles(scenes, 'scene');
  yield* doubles(all, 'element');
  for (const each of all) {
    yield* placing(each);
    yield* lettering(each, fontFamilies);
  }
  yield* subtitles(top, all);
}

function content(video: Raw, scenes: Located[], top: Located[]): Finding[] {
  const isOdd = [video['scenes'], video['elements']].some(
    (list) => list !== undefined && !Array.isArray(list),
  );
  if (isOdd || scenes.length > 0 || top.length > 0) return [];
  return [{ path: [], message: 'a video needs at least one scene or one element' }];
}

function resolution(video: Raw): Finding[] {
  const { resolution: name, width, height } = video;
  const findings: Finding[] = [];
  if (typeof name === 'string' && Object.hasOwn(RESOLUTIONS, name)) {
    const [wide, high] = RESOLUTIONS[name as keyof typeof RESOLUTIONS];
    const message = `resolution ${shown(name)} is ${wide}x${high}; leave this out or use "custom"`;
    if (typeof width === 'number' && width !== wide) findings.push({ path: ['width'], message });
    if (typeof height === 'number' && height !== high) findings.push({ path: ['height'], message });
    return findings;
  }
  const needsBoth = name === 'custom' || width !== undefined || height !== undefined;
  if (needsBoth && width === undefined)
    findings.push({ path: ['width'], message: 'is missing; a custom resolution needs width and height' });
  if (needsBoth && height === undefined)
    findings.push({ path: ['height'], message: 'is missing; a custom resolution needs width and height' });
  return findings;
}

function* doubles(items: Located[], what: string): Findings {
  const seen = new Set<string>();
  for (const { element, path } of items) {
    const { id } = element;
    if (typeof id !== 'string') continue;
    if (seen.has(id))
      yield { path: [...path, 'id'], message: `another ${what} of this video has the id ${shown(id)}` };
    seen.add(id);
  }
}

/** `x` and `y` belong to the position `custom`. */
function placing({ element, path }: Located): Finding[] {
  const inSettings = element['type'] === 'subtitles';
  const holder = inSettings ? element['settings'] : element;
  if (!isRaw(holder)) return [];
  const { position } = holder;
  if (typeof position !== 'string' || position === 'custom') return [];
  const place = inSettings ? [...path, 'settings'] : path;
  return ['x', 'y']
    .filter((key) => holder[key] !== undefined)
    .map((key) => ({
      path: [...place, key],
      message: `"${key}" needs "position": "custom" (got ${shown(position)})`,
    }));
}

/** Families are compared as CSS does it: without regard to case. */
function hasFamily(families: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return families.some((family) => family.toLowerCase() === wanted);
}

function lettering({ element, path }: Located, fontFamilies: readonly string[] | undefined): Finding[] {
  const settings = element['settings'];
  if (!isRaw(settings)) return [];
  const findings: Finding[] = [];
  const family = settings['font-family'];
  if (fontFamilies && typeof family === 'string' && !hasFamily(fontFamilies, family)) {
    const message = `unknown font ${shown(family)}; ${suggestion(family, fontFamilies)}`;
    findings.push({ path: [...path, 'settings', 'font-family'], message });
  }
  if (settings['color'] !== undefined && settings['font-color'] !== undefined) {
    findings.push({
      path: [...path, 'settings', 'color'],
      message: '"color" and "font-color" are the same; give one',
    });
  }
  return findings;
}

function* subtitles(top: Located[], all: Located[]): Findings {
  const [first, ...more] = top.filter(({ element }) => element['type'] === 'subtitles');
  if (!first) return;
  for (const { path } of more) yield { path, message: 'a video has at most one subtitles element' };
  yield* spoken(first, all);
}

/** What a subtitles element transcribes must be there and sound. */
function* spoken({ element, path }: Located, all: Located[]): Findings {
  const { source, captions } = element;
  const sounding = all.filter((each) => each.element['type'] === 'audio' || each.element['type'] === 'video');
  if (source === undefined) {
    if (captions !== undefined || sounding.length > 0) return;
    const message = 'there is no audio or video element to transcribe; give "captions" as SRT or VTT text';
    return yield { path, message };
  }
  if (captions !== undefined) {
    const message = '"source" is for transcription; leave it out when "captions" are given';
    return yield { path: [...path, 'source'], message };
  }
  const soundingIds = idsOf(sounding);
  const allIds = idsOf(all);
  for (const [index, id] of (Array.isArray(source) ? (source as unknown[]) : [source]).entries()) {
    if (typeof id !== 'string' || soundingIds.has(id)) continue;
    const message = allIds.has(id)
      ? `element ${shown(id)} is no audio or video element`
      : `no element has the id ${shown(id)}; ${idHint(id, soundingIds)}`;
    yield { path: [...path, 'source', ...(Array.isArray(source) ? [index] : [])], message };
  }
}

const idsOf = (items: Located[]): ReadonlySet<string> =>
  new Set(items.flatMap(({ element: { id } }) => (typeof id === 'string' ? [id] : [])));

const idHint = (id: string, known: ReadonlySet<string>): string =>
  known.size > 0 ? suggestion(id, [...known]) : 'give the audio or video element an "id"';
