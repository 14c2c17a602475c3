import { parseSpec } from '@reelmill/contracts';
import { layoutText } from '@reelmill/typesetting';
import { planRender, type Builds, type Decision, type TaskSnapshot } from '@reelmill/workflow';
import { sourceAt } from './source-at';

export interface JobSnapshot {
  id: string;
  type: string;
  priority: number;
  input: unknown;
  /** How often planning had been asked for when the snapshot was taken. */
  requests: number;
  tasks: TaskSnapshot[];
}

/** What is to be done for the job now, by the planner of its type; if it fails, where the cause stands. */
export function decide(job: JobSnapshot, builds: Builds): Decision {
  const decision = plan(job, builds);
  if (decision.kind !== 'fail' || decision.pointer === undefined) return decision;
  const src = sourceAt(job.input, decision.pointer);
  return { ...decision, ...(src !== undefined && { src }) };
}

function plan(job: JobSnapshot, builds: Builds): Decision {
  if (job.type !== 'render') {
    return {
      kind: 'fail',
      code: 'internal',
      message: `No planner for jobs of type ${job.type} is installed.`,
    };
  }
  const spec = parseSpec(job.input, { pointer: '/input' });
  if (!spec.ok) {
    const { pointer, message } = spec.problems[0]!;
    return { kind: 'fail', code: 'spec_impossible', pointer, message: `${pointer}: ${message}` };
  }
  const isList = Array.isArray(job.input);
  return planRender({ videos: spec.videos, isList, tasks: job.tasks, builds, layout: layoutText });
}
