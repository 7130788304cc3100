import createFetchClient, { type Client as FetchClient, type FetchOptions, type FetchResponse, type Middleware, type ParseAs } from 'openapi-fetch';
import { startDeadline } from './deadline.ts';
import { errorOf } from './error.ts';
import type { paths } from './generated/contract.ts';
import { keyed } from './generated/keyed.ts';
import { type Retries, retrying, type Send } from './retrying.ts';

type Method = 'get' | 'post' | 'patch' | 'delete';

/** The paths that have a method. */
export type PathsWith<M extends Method> = { [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never }[keyof paths];

type OperationOf<Path extends keyof paths, M extends Method> = paths[Path][M & keyof paths[Path]] & object;

/** What an operation takes: `params` with `path` and `query`, `body`, and everything that `fetch` takes, such as `signal`. */
export type Options<Path extends keyof paths, M extends Method> = FetchOptions<OperationOf<Path, M>> & {
  /** Of a POST that takes one; made anew for each call where it is left out. */
  readonly idempotencyKey?: string;
};

type Rest<Of> = object extends Of ? [options?: Of] : [options: Of];

/** What an operation answers with; `undefined` where it answers with nothing. */
export type Output<Path extends keyof paths, M extends Method> = FetchResponse<OperationOf<Path, M>, object, `${string}/${string}`> extends infer Answer
  ? Answer extends { data: infer Data; error?: never }
    ? Data
    : never
  : never;

type Call<M extends Method> = <Path extends PathsWith<M>>(path: Path, ...options: Rest<Options<Path, M>>) => Promise<Output<Path, M>>;

/** The lists. */
export type PagedPaths = { [Path in PathsWith<'get'>]: Output<Path, 'get'> extends { data: unknown[]; nextCursor: unknown } ? Path : never }[PathsWith<'get'>];

export type Item<Path extends PagedPaths> = Output<Path, 'get'> extends { data: (infer One)[] } ? One : never;

/** The API. Each call resolves with what was answered, and rejects with a `PlinthError` where that was a refusal. */
export interface Client {
  readonly get: Call<'get'>;
  readonly post: Call<'post'>;
  readonly patch: Call<'patch'>;
  readonly delete: Call<'delete'>;
  /** Everything in a list, page by page, as it is asked for; `limit` is the size of a page. */
  items<Path extends PagedPaths>(path: Path, ...options: Rest<Options<Path, 'get'>>): AsyncGenerator<Item<Path>, void>;
}

export interface ClientOptions {
  /** Where the API is, such as `https://api.example.com`. */
  readonly baseUrl: string;
  /** A session token or an API key, or how to come by one. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>);
  readonly retries?: Partial<Retries>;
  /** How long a call may take, its retries included; 30 s where it is left out. A shorter deadline goes by `signal`. */
  readonly timeoutMilliseconds?: number;
  readonly fetch?: Send;
}

interface AnyOptions {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: { readonly query?: object };
  readonly parseAs?: ParseAs;
}

type AnyMethod = (path: string, options: object) => Promise<{ data?: unknown; response: Response }>;

function credentials(token: ClientOptions['token']): Middleware {
  return {
    onRequest: async ({ request, schemaPath }) => {
      const found = typeof token === 'function' ? await token() : token;
      if (found !== undefined) request.headers.set('authorization', `Bearer ${found}`);
      const takesKey = keyed.has(`${request.method} ${schemaPath}`);
      if (takesKey && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', crypto.randomUUID());
      return request;
    },
    onResponse: async ({ response }) => {
      if (!response.ok) throw await errorOf(response);
    },
  };
}

export function createClient({ baseUrl, token, retries = {}, timeoutMilliseconds = 30_000, fetch: send = fetch }: ClientOptions): Client {
  const { most = 3, baseMilliseconds = 200 } = retries;
  const api: FetchClient<paths> = createFetchClient<paths>({ baseUrl });
  api.use(credentials(token));

  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE') => {
    const ask = api[method] as unknown as AnyMethod;
    return async (path: string, { idempotencyKey, signal, headers, ...options }: AnyOptions = {}): Promise<unknown> => {
      using deadline = startDeadline(timeoutMilliseconds, signal);
      const { data } = await ask(path, {
        ...options,
        headers: { ...headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
        fetch: retrying(send, { most, baseMilliseconds }, deadline.signal),
      });
      return data;
    };
  };
  const get = call('GET');

  async function* items(path: string, options: AnyOptions = {}): AsyncGenerator<unknown, void> {
    let cursor: string | undefined;
    do {
      const query = { ...options.params?.query, ...(cursor !== undefined && { cursor }) };
      const page = (await get(path, { ...options, params: { ...options.params, query } })) as { data: unknown[]; nextCursor: string | null };
      yield* page.data;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return { get, post: call('POST'), patch: call('PATCH'), delete: call('DELETE'), items } as unknown as Client;
}
