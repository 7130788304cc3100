export { arrayOf, instant, integer, json, nullableInstant, nullableText, text } from './parameters.ts';
export { instantColumn, typedId } from './columns.ts';
export { compile, compileWrite, type Command, type Encoder, type Query, type Values } from './compile.ts';
export { createDatabase, type Database, type DatabaseOptions, type Reader, type Tx } from './database.ts';
export { connect, type Driver, type DriverOptions } from './driver.ts';
export { ownerRole, runtimeRole, systemRole } from './roles.ts';
export { scopeExpression, scopeText, setScope, type Scope } from './scope.ts';
