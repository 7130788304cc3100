export { anAddress, anonymousCall, anOrganization, aUser, callBy, mailedCode, type TestUser } from './builders.ts';
export { createTestUsers, quickHasher, type TestUsers, type TestUsersOptions } from './test-users.ts';
