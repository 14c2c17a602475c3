const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** `host:port` of an address, with the port always written and IPv6 in brackets. */
export function hostPort({
  protocol,
  hostname,
  port,
}: {
  protocol: string;
  hostname: string;
  port: string;
}): string {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  return `${host}:${port || DEFAULT_PORTS[protocol]}`;
}

/** Reads `host:port` as an operator writes it; gives it in the form of {@link hostPort}, or null when it is none. */
export function parseHostPort(text: string): string | null {
  const port = /:(\d{1,5})$/.exec(text)?.[1];
  if (!port || !URL.canParse(`http://${text}`)) return null;
  const url = new URL(`http://${text}`);
  if (url.username || url.password || url.href !== `http://${url.host}/`) return null;
  return hostPort(url);
}
