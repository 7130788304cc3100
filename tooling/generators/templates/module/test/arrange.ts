import { createIds, type Id, systemClock, type UserActor } from '@plinth/kernel';
import type { Call } from '@plinth/module';
import type { TestDatabase } from '@plinth/testing';
import { aMemberOf, createTestWorkshop } from '../testing/index.ts';
import type { Workshop } from '../src/index.ts';
import { hostOf } from './host.ts';

/** The module with something in it, and who asks: what the tests of one use case begin with. */
export interface Arranged {
  readonly module: Workshop;
  readonly database: TestDatabase;
  /** Of what the owner has. */
  readonly ids: { readonly widgetId: Id<'widget'> };
  /** Of whoever may do everything there. */
  readonly owner: Call & { readonly actor: UserActor };
  /** Of whoever may do everything elsewhere. */
  readonly stranger: Call;
  send(caller: 'owner' | 'stranger', method: 'GET' | 'POST', url: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

export async function arrange(): Promise<Arranged> {
  const module = await createTestWorkshop();
  const host = await hostOf(module);
  const make = createIds(systemClock);
  const ownerId = make('org');
  const calls = { owner: { actor: aMemberOf([ownerId]) }, stranger: { actor: aMemberOf([make('org')]) } };
  const { id: widgetId } = await module.services.createWidget({ ownerId, name: 'Analytical Engine' }, calls.owner);
  return {
    module,
    database: module.database,
    ids: { widgetId },
    owner: calls.owner,
    stranger: calls.stranger,
    send: async (caller, method, url, body) => {
      host.actAs(calls[caller].actor);
      const answer = await host.app.inject({ method, url: `/v1${url}`, ...(body && { payload: body }) });
      return { status: answer.statusCode, body: answer.json() };
    },
    close: async () => {
      await host.app.close();
      await module.close();
    },
  };
}
