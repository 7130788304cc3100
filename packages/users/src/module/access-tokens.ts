import { service } from '@plinth/module';
import { getKeySet } from '../selectors/get-key-set.ts';
import { issueAccessToken, signAccessToken } from '../services/issue-access-token.ts';

export const wiredAccessTokens = {
  services: { issueAccessToken: service(issueAccessToken, { before: signAccessToken }) },
  selectors: { getKeySet },
};
