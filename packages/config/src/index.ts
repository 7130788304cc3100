export { ConfigError, type ConfigProblem } from './config-error.ts';
export { type Environment, type EnvironmentVariables, readEnvironment } from './environment.ts';
export { environmentSample } from './environment-sample.ts';
export { readConfig } from './read-config.ts';
export { Secret } from './secret.ts';
export { type SecretOptions, setting, type Setting, type SettingOptions } from './setting.ts';
export { type Config, type ConfigOf, type ConfigSlice, defineConfig } from './slice.ts';
