const GRACE_MS = 1000;

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  for (const target of [-leader, leader]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group: the leader has not made it yet, or all of it is gone.
    }
  }
}

/**
 * Asks a process group to end and kills what is left of it after a second.
 * @returns a function to call when the leader is gone.
 */
export function endProcessGroup(leader: number): () => void {
  signalGroup(leader, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(leader, 'SIGKILL'), GRACE_MS);
  return () => clearTimeout(timer);
}
