import { uuidToId } from '@plinth/kernel';
import { password } from '../client.ts';
import { addressOf, kinds, type Population } from './population.ts';

/** Requests of one kind, each about another address. */
export interface Class {
  readonly name: string;
  /** What the request that comes as number `index` carries. */
  body(index: number): object;
}

/** Requests that nobody must be able to tell apart. */
export interface Route {
  readonly name: string;
  readonly path: string;
  readonly status: number;
  readonly classes: readonly Class[];
}

const wrong = 'not the password of anyone';
const { known, unknown, waiting, banned, passwordless, heldKnown, heldUnknown } = kinds;

const about = (names: readonly string[], more: object = {}): Class[] => names.map((name) => ({ name, body: (index) => ({ email: addressOf(name, index), ...more }) }));

const invited = ({ secret, invitations }: Population): Class[] =>
  ([known, unknown] as const).map((name) => ({
    name,
    body: (index) => ({ token: `pli_${uuidToId('invite', invitations[name][index] ?? '').slice('invite_'.length)}_${secret.toString('base64url')}` }),
  }));

/** The last one makes sign-ups of addresses that were unknown, so it comes last. */
export const routesOf = (population: Population): readonly Route[] => [
  { name: 'sign-in', path: '/auth/sign-in', status: 401, classes: about([known, unknown, passwordless, waiting, banned], { password: wrong }) },
  { name: 'sign-in, held', path: '/auth/sign-in', status: 429, classes: about([heldKnown, heldUnknown], { password: wrong }) },
  { name: 'forgotten password', path: '/auth/password/forgot', status: 202, classes: about([known, unknown]) },
  { name: 'magic link', path: '/auth/magic-link', status: 202, classes: about([known, unknown]) },
  { name: 'resend', path: '/auth/resend-verification', status: 202, classes: about([known, unknown, waiting]) },
  { name: 'preview', path: '/invitations/preview', status: 200, classes: invited(population) },
  { name: 'sign-up', path: '/auth/sign-up', status: 202, classes: about([known, unknown], { password, name: 'Eve' }) },
];
