import { findCommand, type AnyCommand } from '@reelmill/contracts';
import type { Decision, TaskPlan } from '@reelmill/workflow';

type Tasks = Extract<Decision, { kind: 'tasks' }>;

/** A {@link Decision} as it crosses from one process to another: commands by their names. */
export type SentDecision =
  | Exclude<Decision, Tasks>
  | (Omit<Tasks, 'tasks'> & { tasks: (Omit<TaskPlan, 'command'> & { command: AnyCommand['name'] })[] });

export function toSent(decision: Decision): SentDecision {
  if (decision.kind !== 'tasks') return decision;
  return { ...decision, tasks: decision.tasks.map((task) => ({ ...task, command: task.command.name })) };
}

export function fromSent(sent: SentDecision): Decision {
  if (sent.kind !== 'tasks') return sent;
  return { ...sent, tasks: sent.tasks.map((task) => ({ ...task, command: commandOf(task.command) })) };
}

function commandOf(name: string): AnyCommand {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`The compiling child planned for ${name}, which is no command.`);
  return command;
}
