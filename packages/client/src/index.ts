export { createClient, type Client, type ClientOptions, type Item, type Options, type Output, type PagedPaths, type PathsWith } from './client.ts';
export { PlinthError, type FieldProblem } from './error.ts';
export type { Retries, Send } from './retrying.ts';
export type { components, paths } from './generated/contract.ts';
