import type { CamelCase } from './camel-case.ts';
import type { Setting } from './setting.ts';

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The variables that one package reads, under the package's name. */
export interface ConfigSlice<Name extends string = string, Of extends Settings = Settings> {
  readonly name: Name;
  readonly settings: Of;
}

/** What reading a slice yields: `SESSION_IDLE_DAYS` is at `sessionIdleDays`. */
export type ConfigOf<Slice extends ConfigSlice> = {
  readonly [Variable in keyof Slice['settings'] & string as CamelCase<Variable>]: Slice['settings'][Variable] extends Setting<infer Value>
    ? Value
    : never;
};

/** What reading several slices yields: one entry a slice, under its name. */
export type Config<Slices extends readonly ConfigSlice[]> = {
  readonly [Slice in Slices[number] as Slice['name']]: ConfigOf<Slice>;
};

const variableName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** Declares what a package reads from the environment. A name that is not UPPER_SNAKE_CASE is an error of the program. */
export function defineConfig<const Name extends string, Of extends Settings>(name: Name, settings: Of): ConfigSlice<Name, Of> {
  const wrong = Object.keys(settings).filter((variable) => !variableName.test(variable));
  if (wrong.length > 0) throw new TypeError(`Not names of environment variables, in the slice ${name}: ${wrong.join(', ')}`);
  return { name, settings };
}

/** Every variable with its slice. Two slices of one name, or one variable in two slices, is an error of the program. */
export function settingsOf(slices: readonly ConfigSlice[]): { slice: string; variable: string; setting: Setting<unknown> }[] {
  const names = new Set<string>();
  const owners = new Map<string, string>();
  for (const { name, settings } of slices) {
    if (names.has(name)) throw new TypeError(`Two configuration slices are named ${name}`);
    names.add(name);
    for (const variable of Object.keys(settings)) {
      const owner = owners.get(variable);
      if (owner !== undefined) throw new TypeError(`${variable} is declared by ${owner} and by ${name}`);
      owners.set(variable, name);
    }
  }
  return slices.flatMap(({ name, settings }) =>
    Object.entries(settings).map(([variable, setting]) => ({ slice: name, variable, setting })),
  );
}
