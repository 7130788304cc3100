export { type DeadLetter, type DeadLetterFilter, listDeadLetters, resendDeadLetters } from './dead-letters.ts';
export type { Delivery, EventRecord, JsonValue, Subscription } from './event.ts';
export { observeEvents } from './figures.ts';
export { jobMigrations } from './migrations.ts';
export type { WorkerLogger } from './report.ts';
export type { Schedule } from './schedules.ts';
export type { Tuning } from './tuning.ts';
export { createWorker, type Worker, type WorkerOptions, type WorkerWork } from './worker.ts';
