import { z } from 'zod';
import { CommandEngines } from './build';
import { Failure } from './failure';
import { Sha256 } from './values';

export const ENVELOPE_VERSION = 1;
export const MAX_PRIORITY = 10;
export const DEFAULT_PRIORITY = 5;

export const Priority = z.int().min(0).max(MAX_PRIORITY);
export const BootId = z.uuid();
const Build = z.string().regex(/^[0-9a-f]{16}$/);

/** The message that offers a task to workers. Readers of envelopes tolerate members that they do not know. */
export const Ticket = z.object({
  v: z.literal(ENVELOPE_VERSION),
  id: z.uuid(),
  job: z.uuid(),
  task: z.uuid(),
  /** Raised each time the orchestrator issues the task anew. */
  ticket: z.int().min(1),
  command: z.string().max(60),
  /** Number of this try, from 1; raised when a handler failed. */
  attempt: z.int().min(1),
  /** Workers that vanished while they held this task. */
  crashes: z.int().min(0),
  /** Times the broker handed it out again; a guard only. */
  redeliveries: z.int().min(0),
  priority: Priority,
  /** Null where the command is not keyed. */
  key: Sha256.nullable(),
  /** Engine that the task was planned for; null where the command is not keyed. */
  engine: z.string().max(64).nullable(),
  /** Build whose workers may take it; null where the command is not keyed. */
  build: Build.nullable(),
  maxAttempts: z.int().min(1).max(100),
  /** W3C trace context of the job. */
  traceparent: z.string().max(55),
  payload: z.unknown(),
});
export type Ticket = z.infer<typeof Ticket>;

const about = { v: z.literal(ENVELOPE_VERSION), id: z.uuid(), boot: BootId };
const aboutTask = {
  ...about,
  job: z.uuid(),
  task: z.uuid(),
  ticket: z.int().min(1),
  attempt: z.int().min(1),
};

/** What workers tell the orchestrator; routing key = `type`. */
export const Answer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task.started'), ...aboutTask }),
  z.object({
    type: z.literal('task.retrying'),
    ...aboutTask,
    dueAt: z.iso.datetime(),
    failure: Failure,
  }),
  z.object({
    type: z.literal('task.succeeded'),
    ...aboutTask,
    reply: z.unknown(),
    /** False when the artifact was already in the store. */
    made: z.boolean(),
    seconds: z.number().min(0),
  }),
  z.object({ type: z.literal('task.failed'), ...aboutTask, failure: Failure }),
  z.object({ type: z.literal('task.dropped'), ...aboutTask }),
  z.object({
    type: z.literal('worker.started'),
    ...about,
    service: z.string().max(60),
    host: z.string().max(255),
    build: Build,
    engines: CommandEngines,
    slots: z.int().min(1).max(1024),
  }),
  z.object({ type: z.literal('worker.stopped'), ...about }),
  /**
   * From an orchestrator to itself, behind what had been answered at that time (of the database): when it is read, all
   * that was.
   */
  z.object({
    type: z.literal('answers.marked'),
    v: z.literal(ENVELOPE_VERSION),
    id: z.uuid(),
    at: z.iso.datetime(),
  }),
]);
export type Answer = z.infer<typeof Answer>;
export type AnswerType = Answer['type'];
export type AnswerOf<T extends AnswerType> = Extract<Answer, { type: T }>;
export type TaskAnswer = Extract<Answer, { task: string }>;

/** Sent each second by every worker: that it lives, and how far its tasks are. May be lost. */
export const Beat = z.object({
  ...about,
  service: z.string().max(60),
  host: z.string().max(255),
  build: Build,
  engines: CommandEngines,
  slots: z.int().min(1).max(1024),
  tasks: z
    .array(
      z.object({
        job: z.uuid(),
        task: z.uuid(),
        ticket: z.int().min(1),
        progress: z.number().min(0).max(1),
      }),
    )
    .max(1024),
  /**
   * Tickets that it was handed and has not begun: they wait for a slot, for the worker to be empty, or for the end of an
   * older run.
   */
  waiting: z
    .array(z.object({ job: z.uuid(), task: z.uuid(), ticket: z.int().min(1) }))
    .max(1024)
    .default([]),
});
export type Beat = z.infer<typeof Beat>;

/**
 * To all that listen: stop what you do for this job (or only this task, and of it only runs of tickets up to that one),
 * or look for work. May be lost.
 */
export const Control = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cancel'),
    job: z.uuid(),
    task: z.uuid().optional(),
    ticket: z.int().min(1).optional(),
  }),
  z.object({ type: z.literal('wake') }),
]);
export type Control = z.infer<typeof Control>;
