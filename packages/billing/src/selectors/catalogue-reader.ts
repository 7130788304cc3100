import { accessErrors, type Actor } from '@plinth/kernel';

export interface CatalogueReader {
  /** True for operators: plans that are not published are theirs alone. */
  readonly seesDrafts: boolean;
}

/** What of the catalogue the actor sees; `access.unauthenticated` for nobody. */
export function catalogueReader(actor: Actor): CatalogueReader {
  if (actor.type === 'anonymous') throw accessErrors.unauthenticated();
  return { seesDrafts: actor.type === 'system' || (actor.type === 'user' && actor.operator) };
}
