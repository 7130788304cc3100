export { callOf, madeCall, setActor } from './call.ts';
export { mediaTypesOf, takesIdempotencyKey, takesIfMatch } from './conventions.ts';
export { describe, type Bodies, type Deprecation, type DescribedOperation, type Examples, type RouteDescription, type SuccessStatus } from './describe.ts';
export { pageQuery } from './pages.ts';
export { problem, type Problem } from './problem.ts';
export { provideRouting, type RoutingOptions } from './provide.ts';
export type { RoutedApp, RouteRegistrar, Routes, ZodTypeProvider } from './routes.ts';
export { judgedInParts } from './validator.ts';
