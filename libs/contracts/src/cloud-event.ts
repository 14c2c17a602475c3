import { z } from 'zod';
import { JOB_EVENTS } from './events';

/** The media type of a CloudEvent in JSON, all in the body (structured mode). */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** Where all events of jobs come from; a job's id is the subject. */
const SOURCE = '/reelmill/jobs';
const SEQUENCE_DIGITS = 10;

/**
 * An event of a job as the world gets it: CloudEvents 1.0.2, JSON format, with the extension `sequence`. An event may come
 * twice, with the same `id`; those of one job come in the order of `sequence`. Readers ignore what they do not know.
 */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  /** Unique for the source: `<job>/<sequence>`. */
  id: z.string().min(1),
  source: z.string().min(1),
  /** `<event>.v<version>`, such as `job.completed.v1`; also the routing key. */
  type: z.string().regex(/^job\.[a-z]+\.v[1-9][0-9]*$/),
  /** Id of the job. */
  subject: z.uuid(),
  /** When it happened, RFC 3339 in UTC. */
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** Number of the event in its job, without gaps from 1; ten digits, so that it sorts as text. */
  sequence: z.string().regex(/^[0-9]{10}$/),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** An entry of a job's history. */
export interface JobHistoryEntry {
  jobId: string;
  /** From 1. */
  sequence: number;
  /** Name of an event, such as `job.completed`. */
  type: string;
  createdAt: Date;
  data: unknown;
}

/** The entry as a CloudEvent. @throws ZodError when it is no event of a job */
export function cloudEvent({ jobId, sequence, type, createdAt, data }: JobHistoryEntry): CloudEvent {
  const version = JOB_EVENTS.find(({ name }) => name === type)?.version;
  return CloudEvent.parse({
    specversion: '1.0',
    id: `${jobId}/${sequence}`,
    source: SOURCE,
    type: `${type}.v${version}`,
    subject: jobId,
    time: createdAt.toISOString(),
    datacontenttype: 'application/json',
    sequence: String(sequence).padStart(SEQUENCE_DIGITS, '0'),
    data,
  });
}
