export { aMember, anAddress, anonymousCall, anOrganization, aUser, callBy, mailedCode, mailedProof, mailedToken, mailsTo, password, type TestUser } from './builders.ts';
export { createTestUsers, quickHasher, type TestUsers, type TestUsersOptions } from './test-users.ts';
