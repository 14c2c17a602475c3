export { jobProgress, progressMessage } from './job-progress';
export type { Effort } from './job-progress';
export type { Decision, Engines, PlannedOutput, Stage, TaskPlan, TaskSnapshot, TaskSubject } from './plan';
export { planRender } from './render/plan-render';
export type { RenderSituation } from './render/plan-render';
export { applyAnswer } from './task-machine';
export type { AnswerEffect, TaskView } from './task-machine';
