/** What went wrong, in the terms of the caller; only the host turns a kind into an HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

/** One thing wrong with one field; `pointer` is a JSON Pointer (RFC 6901) into the input. */
export interface FieldIssue {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export type ErrorData = Readonly<Record<string, string | number>>;

/** An error of a catalogue. Thrown, it rolls the transaction back; its data is shown to the caller, so it holds no secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly data: ErrorData;
  readonly issues: readonly FieldIssue[];

  constructor(error: { code: string; kind: ErrorKind; message: string; data?: ErrorData; issues?: readonly FieldIssue[] }) {
    super(error.message);
    this.code = error.code;
    this.kind = error.kind;
    this.data = error.data ?? {};
    this.issues = error.issues ?? [];
  }

  /** The seconds after which another try makes sense, where the error knows. */
  get retryAfter(): number | undefined {
    const seconds = this.data['retryAfter'];
    return typeof seconds === 'number' ? seconds : undefined;
  }
}

export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** For people; `{name}` is replaced by the datum of that name. */
  readonly message: string;
}

type Placeholder<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type DataOf<Message extends string> = Readonly<Record<Placeholder<Message>, string | number>>;

/** Makes the error; carries the entry's code and kind so that contracts and documents can name it. */
export interface ErrorFactory<Message extends string = string> {
  (...data: [Placeholder<Message>] extends [never] ? [] : [data: DataOf<Message>]): AppError;
  readonly code: string;
  readonly kind: ErrorKind;
  readonly template: string;
}

/** What every factory has, whatever its data: enough to document an error. */
export type DeclaredError = Pick<ErrorFactory, 'code' | 'kind' | 'template'>;

export type ErrorCatalogue<Entries extends Record<string, ErrorEntry>> = {
  readonly [Name in keyof Entries]: ErrorFactory<Entries[Name]['message']>;
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const fill = (template: string, data: ErrorData): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in data ? String(data[name]) : whole));

/** A module's errors: `periodNotFound` of `billing` has the code `billing.period_not_found`, for ever. */
export function defineErrors<const Entries extends Record<string, ErrorEntry>>(
  module: string,
  entries: Entries,
): ErrorCatalogue<Entries> {
  const factories = Object.entries(entries).map(([name, { kind, message }]) => {
    const code = `${module}.${snakeCase(name)}`;
    const factory = (data: ErrorData = {}): AppError => new AppError({ code, kind, message: fill(message, data), data });
    return [name, Object.assign(factory, { code, kind, template: message })] as const;
  });
  return Object.fromEntries<unknown>(factories) as ErrorCatalogue<Entries>;
}
