import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.ts';

export interface Change {
  readonly path: string;
  readonly kind: 'new' | 'changed';
}

/** The files of a repository as they are going to be. Nothing is written before `write`, which writes all of them or none. */
export class Changes {
  readonly #root: string;
  readonly #texts = new Map<string, string>();
  readonly #before = new Map<string, string | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  #inside(file: string): string {
    return path.join(this.#root, file);
  }

  exists(file: string): boolean {
    return this.#texts.has(file) || existsSync(this.#inside(file));
  }

  read(file: string): string {
    const planned = this.#texts.get(file);
    if (planned !== undefined) return planned;
    if (!existsSync(this.#inside(file))) throw new Refusal(`${file} is not there.`);
    return readFileSync(this.#inside(file), 'utf8');
  }

  /** A new file; refused where there is one already. */
  create(file: string, text: string): void {
    if (this.exists(file)) throw new Refusal(`${file} is there already.`);
    this.#before.set(file, undefined);
    this.#texts.set(file, text);
  }

  /** Changes a file that is there. */
  edit(file: string, change: (text: string, file: string) => string): void {
    const text = this.read(file);
    const changed = change(text, file);
    if (changed === text) return;
    if (!this.#before.has(file)) this.#before.set(file, text);
    this.#texts.set(file, changed);
  }

  list(): readonly Change[] {
    return [...this.#before].map(([file, before]) => ({ path: file, kind: before === undefined ? 'new' : 'changed' }));
  }

  /** Writes every file, or leaves the tree as it was. */
  write(): void {
    const folders: string[] = [];
    const written: string[] = [];
    try {
      for (const [file, text] of this.#texts) {
        const made = mkdirSync(path.dirname(this.#inside(file)), { recursive: true });
        if (made !== undefined) folders.push(made);
        written.push(file);
        writeFileSync(this.#inside(file), text, { flag: this.#before.get(file) === undefined ? 'wx' : 'w' });
      }
    } catch (cause) {
      this.#takeBack(written, folders);
      throw cause;
    }
  }

  #takeBack(written: readonly string[], folders: readonly string[]): void {
    for (const file of written) {
      const before = this.#before.get(file);
      if (before !== undefined) writeFileSync(this.#inside(file), before);
      else rmSync(this.#inside(file), { force: true });
    }
    for (const folder of folders.toReversed()) rmSync(folder, { recursive: true, force: true });
  }
}
