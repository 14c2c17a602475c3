import { parseSpec } from '@reelmill/contracts';
import { layoutText } from '@reelmill/typesetting';
import { planRender, type Builds, type Decision, type TaskSnapshot } from '@reelmill/workflow';

export interface JobSnapshot {
  id: string;
  type: string;
  priority: number;
  input: unknown;
  /** How often planning had been asked for when the snapshot was taken. */
  requests: number;
  tasks: TaskSnapshot[];
}

/** What is to be done for the job now, by the planner of its type. */
export function decide(job: JobSnapshot, builds: Builds): Decision {
  if (job.type !== 'render') {
    return {
      kind: 'fail',
      code: 'internal',
      message: `No planner for jobs of type ${job.type} is installed.`,
    };
  }
  const spec = parseSpec(job.input, { pointer: '/input' });
  if (!spec.ok) {
    const [problem] = spec.problems;
    return { kind: 'fail', code: 'spec_impossible', message: `${problem!.pointer}: ${problem!.message}` };
  }
  return planRender({ videos: spec.videos, tasks: job.tasks, builds, layout: layoutText });
}
