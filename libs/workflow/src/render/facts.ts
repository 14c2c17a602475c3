import { createHash } from 'node:crypto';
import {
  analyzeMedia,
  beyondLimit,
  ingestAsset,
  transcribeSpeech,
  type PayloadOf,
  type Probe,
  type ReplyOf,
  type Transcript,
  type VideoSpec,
} from '@reelmill/contracts';
import { transcriptionsNeeded, type MediaFacts } from '@reelmill/timeline';
import { made, taskPlan, type Builds, type TaskPlan, type TaskSnapshot, type TaskSubject } from '../plan';
import { subjectsOf, type Spec } from './subjects';

const UPLOADED = 'asset:';

/** What is known so far of the media of a job, and the tasks that find out the rest. */
export interface Facts {
  /** Every fact task that the job needs as far as can be told now, those that have ended included. */
  tasks: TaskPlan[];
  /** Set when a task can't be planned because no worker of that service was ever seen. */
  missingEngine: 'analyzer' | 'transcriber' | null;
  /** Why the media are more than one job may have. */
  tooMuch: string | undefined;
  /** Set when all is known. */
  known: MediaFacts | null;
}

/** Finds out what is known of the media: first their bytes, then what they are, then what is said in them. */
export function gatherFacts(spec: Spec, existing: readonly TaskSnapshot[], builds: Builds): Facts {
  const search = new FactSearch(existing, builds);
  const assets = new Map<string, { sha256: string; probe: Probe }>();
  const subjects = subjectsOf(spec);
  for (const subject of subjects) {
    const sha256 = search.locate(subject);
    const probe = sha256 === null ? null : search.analyze(sha256, subject);
    if (sha256 !== null && probe !== null) assets.set(subject.src, { sha256, probe });
  }
  const known = assets.size < subjects.length ? null : transcribed(spec.videos, { assets, subjects, search });
  return { ...search.result(), known };
}

/** All that is known, once what is said in the media is known, too. */
function transcribed(
  videos: readonly VideoSpec[],
  {
    assets,
    subjects,
    search,
  }: {
    assets: ReadonlyMap<string, { sha256: string; probe: Probe }>;
    subjects: readonly TaskSubject[];
    search: FactSearch;
  },
): MediaFacts | null {
  const probes = new Map([...assets].map(([src, { probe }]) => [src, probe]));
  const bySrc = new Map(subjects.map((subject) => [subject.src, subject]));
  const needed = videos.flatMap((video) => transcriptionsNeeded(video, probes));
  const transcripts = new Map<string, Transcript>();
  for (const { src, language } of needed) {
    const transcript = search.transcribe({ asset: assets.get(src)!.sha256, language }, bySrc.get(src)!);
    if (transcript !== null) transcripts.set(src, transcript);
  }
  return needed.every(({ src }) => transcripts.has(src)) ? { assets, transcripts } : null;
}

/** Looks facts up in the replies of tasks, and wants the tasks that find them out, each once. */
class FactSearch {
  private readonly replies: ReadonlyMap<string, unknown>;
  private readonly tasks = new Map<string, TaskPlan>();
  private missingEngine: Facts['missingEngine'] = null;
  private ingestedBytes = 0;

  constructor(
    existing: readonly TaskSnapshot[],
    private readonly builds: Builds,
  ) {
    this.replies = new Map(
      existing.filter(({ state }) => state === 'succeeded').map((task) => [task.name, task.reply]),
    );
  }

  result(): Omit<Facts, 'known'> {
    const tooMuch = beyondLimit('ingestedBytes', this.ingestedBytes);
    return { tasks: [...this.tasks.values()], missingEngine: this.missingEngine, tooMuch };
  }

  /** The sha256 of a source, or null while its download is not done. */
  locate(subject: TaskSubject): string | null {
    const { src } = subject;
    if (src.startsWith(UPLOADED)) return src.slice(UPLOADED.length);
    const name = `ingest/${createHash('sha256').update(src).digest('hex')}`;
    const more = { name, key: null, engine: null, build: null, isFact: true, subject };
    this.tasks.set(name, taskPlan(ingestAsset, { url: src }, more));
    const reply = this.replies.get(name) as ReplyOf<typeof ingestAsset> | undefined;
    this.ingestedBytes += reply?.bytes ?? 0;
    return reply?.sha256 ?? null;
  }

  analyze(asset: string, subject: TaskSubject): Probe | null {
    return this.fact(analyzeMedia, { asset }, { name: `analyze/${asset}`, subject });
  }

  transcribe(payload: PayloadOf<typeof transcribeSpeech>, subject: TaskSubject): Transcript | null {
    const name = `transcribe/${payload.asset}-${payload.language}`;
    return this.fact(transcribeSpeech, payload, { name, subject });
  }

  /** Wants the keyed fact task, once, for what named it first, and gives its reply or null. */
  private fact<C extends typeof analyzeMedia | typeof transcribeSpeech>(
    command: C,
    payload: PayloadOf<C>,
    about: { name: string; subject: TaskSubject },
  ): ReplyOf<C> | null {
    const maker = made(command, payload, this.builds);
    if (maker === null) {
      this.missingEngine = command.owner as 'analyzer' | 'transcriber';
      return null;
    }
    if (!this.tasks.has(about.name))
      this.tasks.set(about.name, taskPlan(command, payload, { ...about, ...maker, isFact: true }));
    return (this.replies.get(about.name) as ReplyOf<C> | undefined) ?? null;
  }
}
