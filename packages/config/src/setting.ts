import type { z } from 'zod';
import { Secret } from './secret.ts';
import { fromText, toText } from './text.ts';

interface Options<Output> {
  /** One or two sentences for the person who sets it, with the unit. */
  describe: string;
  /** The value where the variable is unset. */
  default?: Output;
  /** The value where the variable is unset outside production; without `default`, production must set it. */
  developmentDefault?: Output;
  /** Text that stands for an unset variable outside production and that production refuses, for secrets above all. */
  sample?: string;
  /** Production must set it, though the schema can do without. */
  requiredInProduction?: boolean;
  /** `true`: production refuses to have it set. A function: production refuses the values for which it is true. */
  developmentOnly?: true | ((value: NonNullable<Output>) => boolean);
}

export type SettingOptions<Output> = Options<Output> & { secret?: false };
export type SecretOptions<Output> = Options<Output> & { secret: true };

export type Parsed<Value> = { value: Value; problem?: undefined } | { value?: undefined; problem: string };

/** One variable: how its text is read, and what the sample file says about it. */
export interface Setting<Value> {
  readonly describe: string;
  readonly secret: boolean;
  readonly sample: string | undefined;
  readonly required: 'always' | 'in production' | 'never';
  readonly refusedInProduction: boolean;
  /** As text; undefined where there is none. */
  readonly defaults: { readonly production: string | undefined; readonly development: string | undefined };
  parse(text: string | undefined, production: boolean): Parsed<Value>;
}

const shorten = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);

/**
 * A variable checked by a zod schema. The schema may be of numbers, booleans (`true` or `false`) and arrays (commas) as well
 * as of text; `.optional()` makes the variable optional. With `secret: true` the value comes wrapped in a `Secret`.
 */
export function setting<Schema extends z.ZodType>(
  schema: Schema,
  options: SecretOptions<z.output<Schema>>,
): Setting<Secret<NonNullable<z.output<Schema>>> | Extract<z.output<Schema>, undefined>>;
export function setting<Schema extends z.ZodType>(schema: Schema, options: SettingOptions<z.output<Schema>>): Setting<z.output<Schema>>;
export function setting(schema: z.ZodType, options: SettingOptions<unknown> | SecretOptions<unknown>): Setting<unknown> {
  const { describe, sample, developmentOnly, secret = false, requiredInProduction = false } = options;
  const optional = schema.safeParse(undefined).success;

  const given = (text: string): string => (secret ? 'the value given is not shown' : `given ${shorten(text)}`);
  const wrap = (value: unknown): unknown => (secret && value !== undefined ? new Secret(value) : value);

  function unset(production: boolean): Parsed<unknown> {
    if (!production && 'developmentDefault' in options) return { value: options.developmentDefault };
    if (!production && sample !== undefined) return check(sample);
    if ('default' in options) return { value: options.default };
    if (optional && !(production && requiredInProduction)) return { value: schema.parse(undefined) };
    return { problem: production && sample !== undefined ? 'is required in production' : 'is required' };
  }

  function check(text: string): Parsed<unknown> {
    const read = fromText(schema, text);
    if (read.problem !== undefined) return { problem: `${read.problem}; ${given(text)}` };
    const result = schema.safeParse(read.value);
    if (result.success) return { value: result.data };
    const rules = result.error.issues.map(({ message, path }) => {
      const [index] = path;
      return typeof index === 'number' ? `element ${index + 1}: ${message}` : message;
    });
    return { problem: `${rules.join('; ')}; ${given(text)}` };
  }

  function parse(text: string | undefined, production: boolean): Parsed<unknown> {
    if (production && text !== undefined) {
      if (text === sample) return { problem: 'is the sample value, which production refuses' };
      if (developmentOnly === true) return { problem: 'must not be set in production' };
    }
    const parsed = text === undefined ? unset(production) : check(text);
    if (parsed.problem !== undefined) return parsed;
    if (production && typeof developmentOnly === 'function' && parsed.value !== undefined && parsed.value !== null && developmentOnly(parsed.value)) {
      return { problem: `is only right in development; ${given(text ?? toText(parsed.value))}` };
    }
    return { value: wrap(parsed.value) };
  }

  const production = 'default' in options && options.default !== undefined ? toText(options.default) : undefined;
  const development =
    'developmentDefault' in options && options.developmentDefault !== undefined ? toText(options.developmentDefault) : undefined;
  const always = !optional && production === undefined && development === undefined && sample === undefined;
  const inProduction = requiredInProduction || (!optional && production === undefined);
  return {
    describe,
    secret,
    sample,
    required: always ? 'always' : inProduction ? 'in production' : 'never',
    refusedInProduction: developmentOnly === true,
    defaults: { production, development },
    parse,
  };
}
