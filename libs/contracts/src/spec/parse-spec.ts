import type { z } from 'zod';
import { crossChecks, type Findings } from './cross-checks';
import { limitFindings } from './job-size';
import { valueAt, type Path } from './json-pointer';
import { KebabDocument, MAX_SPEC_VALUES } from './kebab-document';
import { knownKeys } from './known-keys';
import { VideoSpec } from './video';
import { describe, shown, unknownKey } from './wording';

const MAX_VIDEOS = 20;
const MAX_PROBLEMS = 100;

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
 * the videos with all defaults filled in, or every problem at once (the first 100). Never throws on what
 * JSON.parse gives, and stops early where there is more of it than a spec may have.
 */
export function parseSpec(input: unknown, { pointer = '', fontFamilies }: ParseSpecOptions = {}): ParsedSpec {
  const document = new KebabDocument(input);
  const videos: VideoSpec[] = [];
  const problems: SpecProblem[] = [];
  for (const { path, message } of findings(document, { videos, fontFamilies })) {
    if (problems.length === MAX_PROBLEMS) {
      problems.push({ pointer, message: `there are more problems; these are the first ${MAX_PROBLEMS}` });
      break;
    }
    problems.push({ pointer: pointer + document.pointerTo(path), message });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, videos };
}

interface Reading {
  /** Takes the videos that were read. */
  videos: VideoSpec[];
  fontFamilies: readonly string[] | undefined;
}

/** What is wrong with the parts; where nothing is, what the whole has too much of. */
function* findings(document: KebabDocument, reading: Reading): Findings {
  let isSound = true;
  for (const finding of partFindings(document, reading)) {
    isSound = false;
    yield finding;
  }
  if (isSound) yield* limitFindings(reading.videos, Array.isArray(document.value));
}

function* partFindings(document: KebabDocument, reading: Reading): Findings {
  const { value, twice, isOutsized } = document;
  if (isOutsized) {
    const message = `has more than ${MAX_SPEC_VALUES} keys and list entries; make several jobs of it`;
    return yield { path: [], message };
  }
  for (const { path, key } of twice) {
    yield { path, message: `is given twice, also as ${shown(key)}; give it once` };
  }
  if (!Array.isArray(value)) return yield* videoFindings(document, [], reading);
  if (value.length < 1 || value.length > MAX_VIDEOS) {
    return yield { path: [], message: `expected 1 to ${MAX_VIDEOS} videos (got ${value.length})` };
  }
  for (const index of value.keys()) yield* videoFindings(document, [index], reading);
}

function* videoFindings(document: KebabDocument, path: Path, { videos, fontFamilies }: Reading): Findings {
  const video = valueAt(document.value, path);
  const result = VideoSpec.safeParse(video);
  if (result.success) videos.push(result.data);
  for (const issue of result.error?.issues ?? []) {
    yield* issueFindings(document, path, issue);
  }
  for (const finding of crossChecks(video, fontFamilies)) {
    yield { ...finding, path: [...path, ...finding.path] };
  }
}

/** `path` leads to the video that zod found the issue in. */
function* issueFindings(document: KebabDocument, path: Path, issue: z.core.$ZodIssue): Findings {
  const here = [...path, ...issue.path];
  const given = valueAt(document.value, here);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(VideoSpec, valueAt(document.value, path), issue.path);
    for (const key of issue.keys) {
      yield { path: [...here, key], message: unknownKey(document.spelled(here, key), known) };
    }
  } else if (issue.code === 'invalid_union' && given === 'subtitles' && issue.path[0] === 'scenes') {
    yield { path: here, message: 'subtitles belong to the video: move this element to its "elements"' };
  } else {
    yield { path: here, message: describe(issue, given) };
  }
}
