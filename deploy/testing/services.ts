export const SERVICES = [
  'gateway',
  'orchestrator',
  'storage',
  'analyzer',
  'transcriber',
  'renderer',
] as const;
export type ServiceName = (typeof SERVICES)[number];
