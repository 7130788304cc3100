export { wasReplayed, type Call, type Client } from './call.ts';
export { defineContract, operation, type Contract, type InputOf, type OperationContract, type OutputOf } from './contract.ts';
export type { ReadContext, ServiceContext } from './context.ts';
export { refuse, Refusal, service, subscriber, type AuditNote, type ServiceDefinition, type SubscriberDefinition } from './definitions.ts';
export { defineEvents, type EventDefinition, type PayloadOf, type Publish } from './event.ts';
export { idempotencyErrors } from './idempotency.ts';
export { moduleMigrations } from './migrations.ts';
export { createModule, type Module, type ModuleRuntime, type ModuleWorker, type Peer } from './module.ts';
export { runtimeErrors } from './transaction.ts';
