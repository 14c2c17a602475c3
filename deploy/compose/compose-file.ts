import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const COMPOSE_FILE = join(__dirname, '../../docker-compose.yml');

export interface Mount {
  type: 'volume' | 'bind';
  source?: string;
  target: string;
  read_only?: boolean;
  volume?: { nocopy?: boolean };
}

export interface ComposeService {
  image: string;
  command?: string[];
  user?: string;
  read_only?: boolean;
  tmpfs?: string[];
  restart?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  stop_grace_period?: string;
  mem_limit?: string;
  hostname?: string;
  container_name?: string;
  profiles?: string[];
  network_mode?: string;
  networks?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  volumes?: Mount[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean; test?: string[] };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean; driver_opts?: Record<string, string> } | null>;
  volumes: Record<string, unknown>;
}

const VARIABLE = /\$\{([A-Z][A-Z0-9_]*):-([^${}]*)\}/g;

/** The file as compose reads it, with the variables of the user filled in. */
export function readComposeFile(variables: Readonly<Record<string, string>> = {}): ComposeFile {
  const fill = (text: string) =>
    text.replace(VARIABLE, (_, name: string, usual: string) => variables[name] || usual);
  const filled = (_: unknown, value: unknown) => (typeof value === 'string' ? fill(value) : value);
  return parse(composeText(), filled, { merge: true }) as ComposeFile;
}

/** What the user can set, and its default. */
export function composeVariables(): Record<string, string> {
  const withoutComments = composeText().replace(/^\s*#.*$/gm, '');
  const found = [...withoutComments.matchAll(VARIABLE)];
  return Object.fromEntries(found.map(([, name = '', usual = '']) => [name, usual]));
}

const composeText = (): string => readFileSync(COMPOSE_FILE, 'utf8');
