import { service } from '@plinth/module';
import { getApiKey } from '../selectors/get-api-key.ts';
import { listApiKeys } from '../selectors/list-api-keys.ts';
import { createApiKey } from '../services/create-api-key.ts';
import { reportLeakedKey } from '../services/report-leaked-key.ts';
import { revokeApiKey } from '../services/revoke-api-key.ts';
import { rotateApiKey } from '../services/rotate-api-key.ts';

const made = ({ output }: { output: { readonly id: string } | undefined }) => (output ? { target: output.id } : {});
const named = ({ input }: { input: { readonly keyId: string } }) => ({ target: input.keyId });

/** One use case each, whether a person's keys are meant or an organization's. */
export const wiredApiKeys = {
  services: {
    createApiKey: service(createApiKey, { audit: made }),
    rotateApiKey: service(rotateApiKey, { audit: named }),
    revokeApiKey: service(revokeApiKey, { audit: named }),
    createOrganizationApiKey: service(createApiKey, { audit: made }),
    rotateOrganizationApiKey: service(rotateApiKey, { audit: named }),
    revokeOrganizationApiKey: service(revokeApiKey, { audit: named }),
    reportLeakedKey: service(reportLeakedKey),
  },
  selectors: { getApiKey, listApiKeys, getOrganizationApiKey: getApiKey, listOrganizationApiKeys: listApiKeys },
};
