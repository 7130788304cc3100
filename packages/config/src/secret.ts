import { inspect } from 'node:util';

const redacted = '[redacted]';

/** A value that shows `[redacted]` wherever it is printed, joined to text, serialised or inspected. */
export class Secret<Value> {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  /** The value itself; call it where the value is used, and pass the `Secret` until then. */
  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
