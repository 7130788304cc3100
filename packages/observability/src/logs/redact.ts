import { describeError } from './describe-error.ts';
import { redacted, scrub } from './scrub.ts';

const sensitive = /password|passphrase|pepper|secret|token|authorization|cookie|codes?$|keys?$/i;
const harmless = /(?:status|error|exit|currency|country)_?code$/i;

const isSensitive = (name: string): boolean => sensitive.test(name) && !harmless.test(name);

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const hasJson = (value: object): value is { toJSON(): unknown } => 'toJSON' in value && typeof value.toJSON === 'function';

const maximumDepth = 8;
const maximumElements = 100;

/** What there is to say about a request or a reply, whatever framework made it. The query may hold a token. */
function describeExchange(value: object): unknown {
  const { method, url, statusCode } = value as { method?: unknown; url?: unknown; statusCode?: unknown };
  return {
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof url === 'string' ? { path: scrub(url.split('?', 1)[0] ?? '') } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
  };
}

function redactObject(value: object, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (depth >= maximumDepth) return '[too deep]';
  if (Array.isArray(value)) return value.slice(0, maximumElements).map((element) => redactValue(element, depth + 1));
  if (hasJson(value)) return redactValue(value.toJSON(), depth + 1);
  if (!isPlain(value)) return `[${value.constructor.name}]`;
  return redactFields(value, depth);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'object' && value !== null) return redactObject(value, depth);
  return value;
}

function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const isExchange = (name === 'req' || name === 'res') && typeof value === 'object' && value !== null;
    if (isExchange) copy[name] = describeExchange(value);
    else copy[name] = isSensitive(name) && value !== undefined && value !== null ? redacted : redactValue(value, depth + 1);
  }
  return copy;
}

/**
 * A copy for the log: fields named like a credential, at any depth, show `[redacted]`; errors are described without what they
 * carry; a class instance that has no `toJSON` shows its class alone; requests and replies show method, path and status.
 */
export const redact = (value: unknown): unknown => redactValue(value, 0);

export const redactBindings = (bindings: object): Record<string, unknown> => redactFields({ ...bindings }, 0);
