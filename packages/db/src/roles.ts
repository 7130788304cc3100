/** Owns the module's schemas and migrates them. */
export const ownerRole = (module: string): string => `plinth_${module}_owner`;

/** Runs the module: reads and writes its rows, under row-level security. */
export const runtimeRole = (module: string): string => `plinth_${module}`;

/** Background work of the module that spans owners; row-level security does not bind it. */
export const systemRole = (module: string): string => `plinth_${module}_system`;
