export { AppError, defineErrors, type DeclaredError, type ErrorCatalogue, type ErrorData, type ErrorEntry, type ErrorFactory, type ErrorKind, type FieldIssue } from './errors.ts';
export { accessErrors, ownersWith, requireOperator, requirePermission, requireSession, requireUser, type Actor, type Grant, type KeyActor, type UserActor } from './actor.ts';
export { idSchema, idToUuid, createIds, uuidToId, type Id, type Ids } from './ids.ts';
export { decodeCursor, defaultLimit, newestBefore, pageInput, pageOf, pageSchema, type Page, type PageInput } from './page.ts';
export { systemClock, type Clock } from './clock.ts';
export { requestErrors, fieldIssues } from './request.ts';
