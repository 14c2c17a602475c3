import { z } from 'zod';
import { crossChecks, type Finding } from './cross-checks';
import { knownKeys } from './known-keys';
import { pointerTo, toKebab, valueAt, type Path } from './spelling';
import { VideoSpec } from './video';
import { describe, shown, suggestion } from './wording';

const MAX_VIDEOS = 20;
const MAX_PROBLEMS = 100;
const MAX_KEY_IN_POINTER = 100;

/** Something wrong with a spec, and where: an RFC 6901 pointer in the caller's own spelling. */
export interface SpecProblem {
  pointer: string;
  message: string;
}

export interface ParseSpecOptions {
  /** Prefix of the pointers, such as `/input`; empty by default. */
  pointer?: string;
  /** The font families there are; without the list any name passes. */
  fontFamilies?: readonly string[];
}

export type ParsedSpec = { ok: true; videos: VideoSpec[] } | { ok: false; problems: SpecProblem[] };

/**
 * Reads a spec: one video object or a list of 1 to 20 of them, keys in kebab-case or with underscores. Gives
 * the videos with all defaults filled in, or every problem at once (the first 100). Never throws.
 */
export function parseSpec(input: unknown, { pointer = '', fontFamilies }: ParseSpecOptions = {}): ParsedSpec {
  const { value, twice } = toKebab(input);
  const findings: Finding[] = twice.map(({ path, key }) => ({
    path,
    message: `is given twice, also as ${shown(key)}; give it once`,
  }));
  const videos = Array.isArray(value)
    ? parseList(value as unknown[], findings, fontFamilies)
    : [parseVideo(value, { path: [], findings, fontFamilies })];
  if (findings.length === 0) return { ok: true, videos: videos.filter((video) => video !== undefined) };
  const problems = findings.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({
    pointer: pointer + pointerTo(input, path),
    message,
  }));
  if (findings.length > MAX_PROBLEMS) {
    problems.push({ pointer, message: `and ${findings.length - MAX_PROBLEMS} more problems` });
  }
  return { ok: false, problems };
}

interface Context {
  path: Path;
  findings: Finding[];
  fontFamilies: readonly string[] | undefined;
}

function parseList(list: unknown[], findings: Finding[], fontFamilies: readonly string[] | undefined) {
  if (list.length < 1 || list.length > MAX_VIDEOS) {
    findings.push({ path: [], message: `expected 1 to ${MAX_VIDEOS} videos (got ${list.length})` });
    return [];
  }
  return list.map((video, index) => parseVideo(video, { path: [index], findings, fontFamilies }));
}

function parseVideo(video: unknown, { path, findings, fontFamilies }: Context): VideoSpec | undefined {
  const result = VideoSpec.safeParse(video);
  const own = [
    ...(result.error?.issues ?? []).flatMap((issue) => toFindings(issue, video)),
    ...crossChecks(video, fontFamilies),
  ];
  findings.push(...own.map((finding) => ({ ...finding, path: [...path, ...finding.path] })));
  return result.data;
}

function toFindings(issue: z.core.$ZodIssue, video: unknown): Finding[] {
  const given = valueAt(video, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(VideoSpec, video, issue.path);
    return issue.keys.map((key) => ({
      path: key.length > MAX_KEY_IN_POINTER ? issue.path : [...issue.path, key],
      message: `unknown key ${shown(key)}; ${suggestion(key, known)}`,
    }));
  }
  if (issue.code === 'invalid_union' && given === 'subtitles' && issue.path[0] === 'scenes') {
    return [
      { path: issue.path, message: 'subtitles belong to the video: move this element to its "elements"' },
    ];
  }
  return [{ path: issue.path, message: describe(issue, given) }];
}
