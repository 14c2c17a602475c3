export { jobProgress, progressMessage } from './job-progress';
export type { Effort } from './job-progress';
export type {
  Build,
  Builds,
  Decision,
  Failing,
  PlannedOutput,
  Stage,
  TaskPlan,
  TaskSnapshot,
  TaskSubject,
} from './plan';
export { planRender } from './render/plan-render';
export type { RenderSituation } from './render/plan-render';
export { applyAnswer } from './machine/apply-answer';
export type { AnswerEffect, TaskView } from './machine/apply-answer';
export { applyAnswers } from './machine/apply-answers';
export type { AnswerChanges, Start } from './machine/apply-answers';
export { JOB_EDGES, TASK_EDGES } from './machine/edges';
export type { Edge, JobEdge, TaskEdge } from './machine/edges';
export { newJob, reduce } from './machine/job-machine';
export type { MachineEvent, MachineJob, MachineTask } from './machine/job-machine';
export { legalEdgesTrigger } from './machine/legal-edges-trigger';
export { MAX_ATTEMPTS, MAX_CRASHES, MAX_REPLANS } from './machine/limits';
