import type { Mailbox } from '@plinth/testing';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** One JSON request over a real socket. */
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
  await send(`${url}/v1/auth/sign-up`, 'POST', { body: { email, password, name: 'A person' } });
  const code = codeIn((await mailbox.waitFor(email, 10_000)).text);
  const verified = await send<{ token: string }>(`${url}/v1/auth/verify-email`, 'POST', { body: { email, code } });
  return verified.body.token;
}

export const codeIn = (text: string): string => /\b\d{6,10}\b/.exec(text)?.[0] ?? 'no code';
