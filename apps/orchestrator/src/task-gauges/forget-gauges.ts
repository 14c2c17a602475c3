import {
  builds,
  deadLetters,
  eventsUnpublished,
  jobs,
  oldestEventSeconds,
  oldestReadySeconds,
  tasks,
  workers,
  workerSlots,
} from '@reelmill/observability';

/** Of what can't be read now there is no series, in the place of one that stands still at what it was. */
export function forgetGauges(): void {
  for (const gauge of [jobs, tasks, oldestReadySeconds, deadLetters, workers, workerSlots, builds])
    gauge.reset();
  // Those without labels are 0 after a reset.
  for (const gauge of [eventsUnpublished, oldestEventSeconds]) gauge.remove();
}
