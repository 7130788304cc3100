import { camelCase } from './camel-case.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { environmentProblem, type EnvironmentVariables, parseEnvironment } from './environment.ts';
import { type Config, type ConfigSlice, settingsOf } from './slice.ts';
import { findText } from './source.ts';

/**
 * Reads the variables of all `slices`, keyed by slice and in camelCase, and freezes them. Whatever is wrong is thrown as one
 * `ConfigError`. An unset `NODE_ENV` is production, an empty variable is an unset one, unknown variables are ignored.
 */
export function readConfig<const Slices extends readonly ConfigSlice[]>(
  slices: Slices,
  variables: EnvironmentVariables = process.env,
): Config<Slices> {
  const problems: ConfigProblem[] = [];
  const environment = parseEnvironment(variables);
  if (environment === undefined) problems.push(environmentProblem(variables));
  const production = environment === undefined || environment === 'production';

  const values = new Map<string, [key: string, value: unknown][]>(slices.map(({ name }) => [name, []]));
  for (const { slice, variable, setting } of settingsOf(slices)) {
    const found = findText(variables, variable);
    if (found.problem) {
      problems.push(found.problem);
      continue;
    }
    const parsed = setting.parse(found.text, production);
    if (parsed.problem === undefined) values.get(slice)?.push([camelCase(variable), parsed.value]);
    else problems.push({ variable, problem: parsed.problem });
  }
  if (problems.length > 0) throw new ConfigError(problems);

  const entries = [...values].map(([name, pairs]) => [name, Object.freeze(Object.fromEntries(pairs))]);
  return Object.freeze(Object.fromEntries(entries)) as Config<Slices>;
}
