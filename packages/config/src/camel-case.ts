type Capitalized<Name extends string> = Name extends `${infer Head}_${infer Rest}`
  ? `${Capitalize<Lowercase<Head>>}${Capitalized<Rest>}`
  : Capitalize<Lowercase<Name>>;

/** `SESSION_IDLE_DAYS` becomes `sessionIdleDays`. */
export type CamelCase<Name extends string> = Uncapitalize<Capitalized<Name>>;

export const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_match, first: string) => first.toUpperCase());
