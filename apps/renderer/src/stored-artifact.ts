import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { COMMANDS, TaskError, artifactObject, type StoredFile } from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { artifactConflictsTotal } from '@reelmill/observability';
import type { TaskContext } from '@reelmill/worker';

// The first conflict is to be seen as a rise from 0.
for (const { name: command, owner } of COMMANDS) {
  if (owner === 'renderer') artifactConflictsTotal.inc({ command }, 0);
}

/** Name in the store of a file that a task makes. */
export function artifactName(task: Pick<TaskContext, 'key'>, file: string): string {
  if (task.key === null)
    throw new TaskError('internal', 'This command makes artifacts, but its ticket has no key.');
  return artifactObject(task.key, file);
}

/** What the store has under a name, or null. */
export async function findStored(store: ObjectStore, object: string): Promise<StoredFile | null> {
  const found = await store.stat(object);
  if (!found) return null;
  const hash = createHash('sha256');
  await pipeline(await store.read(object), hash);
  return { object, bytes: found.bytes, sha256: hash.digest('hex') };
}

/** Puts a file under a name. When other bytes are there already, they stay and an alarm is counted. */
export async function storeFile(
  store: ObjectStore,
  object: string,
  options: { file: string; command: string },
): Promise<StoredFile> {
  const { bytes, sha256, identical } = await store.put(object, options.file);
  if (!identical) artifactConflictsTotal.inc({ command: options.command });
  return { object, bytes, sha256 };
}

/** The task's artifact: the one that is there, else the one that `make` writes to the path that it is given. */
export async function getOrCreate(
  store: ObjectStore,
  task: TaskContext,
  { file, command, make }: { file: string; command: string; make: (path: string) => Promise<void> },
): Promise<StoredFile> {
  const object = artifactName(task, file);
  const known = await findStored(store, object);
  if (known) {
    task.reused();
    return known;
  }
  const path = join(task.scratch, file);
  await make(path);
  return storeFile(store, object, { file: path, command });
}
