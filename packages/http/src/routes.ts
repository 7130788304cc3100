import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { z } from 'zod';

/** Types what a handler reads from its zod schemas, and holds what it answers against them. */
export interface ZodTypeProvider extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
}

export type RoutedApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The part of Fastify that a module's routes see: methods, and no prefix, hook, decorator or error handler. */
export type RouteRegistrar = Pick<RoutedApp, 'get' | 'post' | 'put' | 'patch' | 'delete'>;

/** A module's routes: registers them, each a translation of one call to the module. */
export type Routes<Modules extends object> = (app: RouteRegistrar, modules: Modules) => void;
