import { ConfigError, type ConfigProblem } from './config-error.ts';

/** What a process reads its configuration from; `process.env` has this shape. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export type Environment = 'production' | 'development' | 'test';

const environments: readonly string[] = ['production', 'development', 'test'] satisfies Environment[];

const isEnvironment = (text: string): text is Environment => environments.includes(text);

/** An empty variable is an unset one. */
export const textOf = (variables: EnvironmentVariables, variable: string): string | undefined =>
  variables[variable] === '' ? undefined : variables[variable];

/** What `NODE_ENV` says, or undefined where it says something unknown. Unset is production. */
export function parseEnvironment(variables: EnvironmentVariables): Environment | undefined {
  const text = textOf(variables, 'NODE_ENV') ?? 'production';
  return isEnvironment(text) ? text : undefined;
}

export const environmentProblem = (variables: EnvironmentVariables): ConfigProblem => ({
  variable: 'NODE_ENV',
  problem: `must be production, development or test; given ${JSON.stringify(variables['NODE_ENV'])}`,
});

/** What `NODE_ENV` says; unset is production. Anything but the three known words is a `ConfigError`. */
export function readEnvironment(variables: EnvironmentVariables = process.env): Environment {
  const environment = parseEnvironment(variables);
  if (environment === undefined) throw new ConfigError([environmentProblem(variables)]);
  return environment;
}
