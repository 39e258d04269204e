/** The one way to the desk: typed by its own description, errors as sentences. */

import type { Routes } from './schema';

export type Route = keyof Routes;
export type Answer<R extends Route> = Routes[R]['answer'];
type Holes<R> = R extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;

export interface Asked<R extends Route> {
  path?: Record<Holes<R>, string | number>;
  query?: Routes[R]['query'];
  body?: Routes[R]['body'];
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const BASE = '/api/v1';

/** What went wrong, as the desk tells it (RFC 9457), or that it could not be reached (status 0). */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: { pointer?: string; detail: string }[] = [],
    readonly againAfter = 0,
  ) {
    super(detail);
  }

  /** What is wrong with one field, by its pointer's end. */
  at(field: string): string | undefined {
    return this.errors.find((each) => each.pointer?.endsWith(`/${field}`))?.detail;
  }
}

/** The token of this session that unsafe requests carry; sign-in sets it. */
let csrf = '';
let signedOut: () => void = () => undefined;

export function carry(token: string, whenSignedOut: () => void): void {
  csrf = token;
  signedOut = whenSignedOut;
}

/** Ask one route of the desk. Throws Trouble. */
export async function ask<R extends Route>(route: R, asked: Asked<R> = {}): Promise<Answer<R>> {
  const [method, path] = route.split(' ') as [string, string];
  const headers: Record<string, string> = { Accept: 'application/json', ...asked.headers };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (asked.body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await reached(address(path, asked), {
    method,
    headers,
    body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
    signal: asked.signal,
    credentials: 'same-origin',
  });
  if (!answer.ok) throw await trouble(answer);
  if (answer.status === 204) return null as Answer<R>;
  return (await answer.json()) as Answer<R>;
}

/** Ask for a file, byte for byte. Throws Trouble. */
export async function askFile(route: Route): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await reached(address(route.split(' ')[1]!, {}), { credentials: 'same-origin' });
  if (!answer.ok) throw await trouble(answer);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Ask a page of a list by the link that came with the page before it. */
export async function follow<T>(href: string): Promise<T> {
  const answer = await reached(href, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw await trouble(answer);
  return (await answer.json()) as T;
}

function address(path: string, asked: { path?: object; query?: object }): string {
  const holes = (asked.path ?? {}) as Record<string, string | number>;
  const filled = path.replace(/\{(\w+)[^}]*\}/g, (_, name: string) =>
    encodeURIComponent(String(holes[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return `${BASE}${filled}${query.size ? `?${query}` : ''}`;
}

async function reached(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Trouble(0, '');
  }
}

async function trouble(answer: Response): Promise<Trouble> {
  if (answer.status === 401 && !answer.url.includes('/sessions')) signedOut();
  const wait = Number(answer.headers.get('Retry-After') ?? 0) || 0;
  try {
    const told = (await answer.json()) as { detail?: string; errors?: [] };
    return new Trouble(answer.status, told.detail ?? answer.statusText, told.errors ?? [], wait);
  } catch {
    return new Trouble(answer.status, answer.statusText, [], wait);
  }
}
