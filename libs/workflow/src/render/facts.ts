import { createHash } from 'node:crypto';
import {
  analyzeMedia,
  ingestAsset,
  transcribeSpeech,
  type AnyCommand,
  type Probe,
  type ReplyOf,
  type Transcript,
  type VideoSpec,
} from '@reelmill/contracts';
import { sourcesOf, transcriptionsNeeded, type MediaFacts } from '@reelmill/timeline';
import { made, taskPlan, type Builds, type TaskPlan, type TaskSnapshot } from '../plan';

const UPLOADED = 'asset:';

/** What is known so far of the media of a job, and the tasks that find out the rest. */
export interface Facts {
  /** Every fact task that the job needs as far as can be told now, those that have ended included. */
  tasks: TaskPlan[];
  /** Set when a task can't be planned because no worker of that service was ever seen. */
  missingEngine: 'analyzer' | 'transcriber' | null;
  /** Set when all is known. */
  known: MediaFacts | null;
}

/** Finds out what is known of the media: first their bytes, then what they are, then what is said in them. */
export function gatherFacts(
  videos: readonly VideoSpec[],
  existing: readonly TaskSnapshot[],
  builds: Builds,
): Facts {
  const replies = new Map(
    existing.filter(({ state }) => state === 'succeeded').map((task) => [task.name, task.reply]),
  );
  const facts: Facts = { tasks: [], missingEngine: null, known: null };

  const assets = new Map<string, { sha256: string; probe: Probe }>();
  const sources = [...new Set(videos.flatMap((video) => sourcesOf(video)))];
  for (const src of sources) {
    const sha256 = locate(src, facts, replies);
    const probe = sha256 === null ? null : analyze(sha256, facts, { replies, builds });
    if (sha256 !== null && probe !== null) assets.set(src, { sha256, probe });
  }
  if (assets.size < sources.length) return facts;

  const probes = new Map([...assets].map(([src, { probe }]) => [src, probe]));
  const needed = videos.flatMap((video) => transcriptionsNeeded(video, probes));
  const transcripts = new Map<string, Transcript>();
  for (const { src, language } of needed) {
    const transcript = transcribe({ asset: assets.get(src)!.sha256, language }, facts, { replies, builds });
    if (transcript !== null) transcripts.set(src, transcript);
  }
  if (needed.every(({ src }) => transcripts.has(src))) facts.known = { assets, transcripts };
  return facts;
}

interface Knowledge {
  replies: Map<string, unknown>;
  builds: Builds;
}

/** The sha256 of a source, or null while its download is not done. */
function locate(src: string, facts: Facts, replies: Map<string, unknown>): string | null {
  if (src.startsWith(UPLOADED)) return src.slice(UPLOADED.length);
  const name = `ingest/${shortHash(src)}`;
  facts.tasks.push(
    taskPlan(ingestAsset, { url: src }, { name, key: null, engine: null, build: null, isFact: true }),
  );
  const reply = replies.get(name) as ReplyOf<typeof ingestAsset> | undefined;
  return reply?.sha256 ?? null;
}

function analyze(asset: string, facts: Facts, knowledge: Knowledge): Probe | null {
  return fact(
    analyzeMedia,
    { name: `analyze/${asset.slice(0, 16)}`, payload: { asset } },
    { facts, knowledge },
  );
}

function transcribe(
  payload: { asset: string; language: string },
  facts: Facts,
  knowledge: Knowledge,
): Transcript | null {
  const name = `transcribe/${payload.asset.slice(0, 16)}-${payload.language}`;
  return fact(transcribeSpeech, { name, payload }, { facts, knowledge });
}

/** Wants the keyed fact task, once, and gives its reply or null. */
function fact<C extends typeof analyzeMedia | typeof transcribeSpeech>(
  command: C,
  { name, payload }: { name: string; payload: Parameters<typeof taskPlan<C>>[1] },
  { facts, knowledge }: { facts: Facts; knowledge: Knowledge },
): ReplyOf<C> | null {
  const maker = made(command, payload, knowledge.builds);
  if (maker === null) {
    facts.missingEngine = command.owner as 'analyzer' | 'transcriber';
    return null;
  }
  if (!facts.tasks.some((task) => task.name === name))
    facts.tasks.push(taskPlan(command, payload, { name, ...maker, isFact: true }));
  return (knowledge.replies.get(name) as ReplyOf<C> | undefined) ?? null;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
