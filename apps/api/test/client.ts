import { type Client, createClient } from '@plinth/client';
import type { Mailbox } from '@plinth/testing';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface TestClient extends Client {
  /** The status of each answer, in order. */
  readonly statuses: readonly number[];
}

/** The API as its consumers have it, typed; what a test gets is the first answer, not that of a retry. */
export function clientOf(baseUrl: string, token?: string): TestClient {
  const statuses: number[] = [];
  const client = createClient({
    baseUrl,
    ...(token !== undefined && { token }),
    retries: { most: 0 },
    fetch: async (request, init) => {
      const response = await fetch(request, init);
      statuses.push(response.status);
      return response;
    },
  });
  return { ...client, statuses };
}

/** One JSON request over a real socket, whatever it holds. */
export async function send<Body = Record<string, unknown>>(
  url: string,
  method: string,
  { body, token, headers = {} }: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

export const password = 'correct horse battery staple';

/** Signs up, reads the mailed code, spends it: the way every person comes in. */
export async function aSession(url: string, mailbox: Mailbox, email: string): Promise<string> {
  const api = clientOf(url);
  await api.post('/v1/auth/sign-up', { body: { email, password, name: 'A person' } });
  const code = codeIn((await mailbox.waitFor(email, 10_000)).text);
  return (await api.post('/v1/auth/verify-email', { body: { email, code } })).token;
}

export const codeIn = (text: string): string => /\b\d{6,10}\b/.exec(text)?.[0] ?? 'no code';
