import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * `node make-secrets.mjs <folder>`: makes the passwords of what compose brings up, once, and beside each what is made of
 * it. A password that is there is kept; a file that is missing or says something else is written anew.
 */
const root = process.argv[2];
if (root === undefined) throw new Error('Say in which folder the secrets go.');

const USER = 'reelmill';
const SERVICES_UID = 1000;
const GRAFANA_UID = 472;
/** Of postgres and rabbitmq in their images. */
const SERVERS_GID = 999;
const READABLE_BY_OWNER_AND_GROUP = 0o440;

makeSecret('database', SERVICES_UID, (password) => ({
  url: `postgres://${USER}:${encodeURIComponent(password)}@postgres:5432/reelmill`,
}));
makeSecret('broker', SERVICES_UID, (password) => ({
  url: `amqp://${USER}:${encodeURIComponent(password)}@rabbitmq:5672`,
  'credentials.conf': `default_user = ${USER}\ndefault_pass = ${plain(password)}\n`,
}));
makeSecret('grafana', GRAFANA_UID, () => ({}));

/**
 * @param {string} name of the folder
 * @param {number} uid of who reads it, besides the servers' group
 * @param {(password: string) => Record<string, string>} derive file name → content
 */
function makeSecret(name, uid, derive) {
  const folder = join(root, name);
  // A strict umask would keep everybody else from files that they may read. A folder that is there is a volume, with an owner of its own.
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
  const file = join(folder, 'password');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').replace(/\r?\n$/, '') : '';
  const password = kept || randomBytes(32).toString('base64url');
  for (const [fileName, content] of Object.entries({ password, ...derive(password) }))
    writeSecret(join(folder, fileName), content, uid);
  process.stdout.write(`${name}: ${kept ? 'kept' : 'made'}\n`);
}

/** Whole or not at all: whoever looks finds the old file or the new one. */
function writeSecret(file, content, uid) {
  if (isWritten(file, content)) return;
  const draft = `${file}.draft`;
  // One of a run that was killed may belong to somebody else already.
  rmSync(draft, { force: true });
  writeFileSync(draft, content, { mode: 0o600 });
  chmodSync(draft, READABLE_BY_OWNER_AND_GROUP);
  // Only root can give a file away; for anyone else the files are their own.
  if (process.getuid() === 0) chownSync(draft, uid, SERVERS_GID);
  renameSync(draft, file);
}

function isWritten(file, content) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) return false;
  return (statSync(file).mode & 0o777) === READABLE_BY_OWNER_AND_GROUP;
}

/** A value of rabbitmq.conf has no escapes that all versions know. */
function plain(password) {
  if (/^[\w.~-]+$/.test(password)) return password;
  throw new Error("The broker's password may have letters, digits and . _ ~ - only.");
}
