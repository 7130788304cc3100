import { type Actor, accessErrors, AppError, defineErrors, idSchema, systemClock } from '@plinth/kernel';
import { callOf, describe, pageQuery, type RouteRegistrar } from '@plinth/http';
import { type Call, defineContract, operation } from '@plinth/module';
import { createLogger, type Logger } from '@plinth/observability';
import { z } from 'zod';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { createReadiness } from '../src/lifecycle/readiness.ts';

export const shelfErrors = defineErrors('shelf', {
  itemNotFound: { kind: 'not_found', message: 'No item {itemId}.' },
  tooManyItems: { kind: 'rate_limited', message: 'Try again in {retryAfter} s.' },
});

const item = z.strictObject({ id: z.string(), name: z.string(), version: z.int() }).meta({ id: 'Item' });
const page = z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() }).meta({ id: 'ItemPage' });
const nothing = z.strictObject({});

const shelfContract = defineContract('shelf', {
  services: { addItem: operation({ input: nothing, output: item }), renameItem: operation({ input: nothing, output: item }), fail: operation({ input: nothing, output: nothing }), wait: operation({ input: nothing, output: nothing }) },
  selectors: {
    getItem: operation({ input: nothing, output: item, errors: [shelfErrors.itemNotFound] }),
    listItems: operation({ input: nothing, output: page }),
    peek: operation({ input: nothing, output: nothing }),
  },
  subscribers: {},
});

export const anItem = { id: 'item_01h2xcejqtf2nbrexx3vqjhp41', name: 'Lamp', version: 7 };

/** What `POST /v1/fail` throws, and what the routes were asked. */
export interface Shelf {
  thrown: unknown;
  readonly calls: Call[];
  readonly bodies: unknown[];
  readonly tokens: string[];
  waits: Promise<unknown>;
}

const person: Actor = { type: 'user', userId: 'user_1', sessionId: 'sess_1', authenticatedAt: '2026-01-01T00:00:00.000Z', factors: [], operator: false, grants: [] };

const itemBody = z.strictObject({ name: z.string(), size: z.number().exactOptional(), more: z.unknown().exactOptional() });

const shelfRoutes = (shelf: Shelf) => (app: RouteRegistrar) => {
  const about = { tag: 'Items', summary: 'For tests' };
  app.post('/items', describe(shelfContract, 'addItem', { ...about, body: itemBody, status: 201, example: { body: { name: 'Lamp' }, response: anItem } }), async (request) => {
    shelf.calls.push(callOf(request));
    shelf.bodies.push(request.body);
    return anItem;
  });
  app.get('/items', describe(shelfContract, 'listItems', { ...about, query: z.strictObject(pageQuery) }), async (request) => {
    return { data: [anItem], nextCursor: request.query.cursor === undefined ? 'bmV4dA' : null };
  });
  app.get('/items/:itemId', describe(shelfContract, 'getItem', { ...about, params: z.strictObject({ itemId: idSchema('item') }) }), async () => anItem);
  const patchable = z.strictObject({ name: z.string().nullable() });
  app.patch('/items/:itemId', describe(shelfContract, 'renameItem', { ...about, params: z.strictObject({ itemId: idSchema('item') }), body: patchable }), async (request) => {
    shelf.calls.push(callOf(request));
    shelf.bodies.push(request.body);
    return anItem;
  });
  app.post('/fail', describe(shelfContract, 'fail', { ...about, idempotent: false }), async () => {
    throw shelf.thrown;
  });
  app.post('/wait', describe(shelfContract, 'wait', about), async () => {
    await shelf.waits;
    return {};
  });
  app.get('/peek', describe(shelfContract, 'peek', { ...about, public: true, deprecated: { since: '2027-01-01', sunset: '2027-07-01', link: '/docs' } }), async (request) => {
    shelf.calls.push(callOf(request));
    return {};
  });
};

export interface ShelfApp extends App {
  readonly shelf: Shelf;
  readonly lines: Record<string, unknown>[];
}

function listeningLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { logger: createLogger({ level: 'info', pretty: false, service: 'test', destination }), lines };
}

/** The host with routes that need no module; the token `good` is a person's. */
export async function aShelf(options: Partial<AppOptions> = {}): Promise<ShelfApp> {
  const shelf: Shelf = { thrown: undefined, calls: [], bodies: [], tokens: [], waits: Promise.resolve() };
  const { logger, lines } = listeningLogger();
  const app = await createApp({
    version: '1.2.3',
    clock: systemClock,
    logger,
    trustedProxies: [],
    traffic: { perKey: 0, perUser: 0, perAddress: 0 },
    security: { contacts: [], policy: undefined },
    origin: 'https://app.example.com',
    getKeySet: async () => ({ keys: [] }),
    authenticate: async (given) => {
      shelf.tokens.push(given);
      if (given !== 'good') throw accessErrors.unauthenticated();
      return person;
    },
    routes: shelfRoutes(shelf),
    errors: Object.values(shelfErrors),
    readiness: createReadiness([]),
    metrics: undefined,
    ...options,
  });
  return { ...app, shelf, lines };
}

export const signedIn = { authorization: 'Bearer good' };
export const asJson = { ...signedIn, 'content-type': 'application/json' };

export const anError = (kind: AppError['kind'], data?: Record<string, number>) => new AppError({ code: 'shelf.wrong', kind, message: 'Wrong.', ...(data && { data }) });
