import type { Answer, MadeRequest } from './requests.ts';

interface Makers {
  readonly ask: (request: MadeRequest, token: string) => Promise<Answer>;
  readonly operator: string;
  readonly owner: string;
  readonly organizationId: string;
}

const plan = (key: string) => ({
  key, name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1,
  charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }],
});

/** Something of everything that billing has, by the prefix of its id; what has an owner is the organization's. */
export async function catalogueIn({ ask, operator, owner, organizationId }: Makers): Promise<Record<string, string>> {
  const send = async (method: string, url: string, token: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await ask({ method, url: `/v1${url}`, contentType: body && 'application/json', body: body && JSON.stringify(body) }, token);
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Record<string, unknown>;
  };
  const make = async (url: string, body: object, token = operator): Promise<string> => String((await send('POST', url, token, body))['id']);
  const firstOf = async (url: string): Promise<string> => String(((await send('GET', url, owner))['data'] as { id: string }[])[0]?.id);

  const acct = await firstOf(`/accounts?ownerId=${organizationId}`);
  const mtr = await make('/meters', { key: 'api_calls', aggregation: 'count', eventType: 'api.call' });
  const sold = await make('/plans', plan('sold'));
  await send('POST', `/plans/${sold}/publish`, operator, {});
  const prod = await make('/products', { key: 'engine', name: 'Engine' });
  const feat = await make('/features', { key: 'projects', name: 'Projects', kind: 'limit' });
  const coupon = await make('/coupons', { code: 'WELCOME', name: 'Welcome', percentOff: '20', duration: 'once' });
  const taxrate = await make('/tax-rates', { key: 'at_standard', name: 'VAT', jurisdiction: 'AT', percentage: '20', behavior: 'exclusive' });
  const clock = await make('/test-clocks', { now: '2027-01-31T10:00:00Z' });
  const sub = await make('/subscriptions', { accountId: acct, planId: sold }, owner);
  const inv = await firstOf(`/invoices?accountId=${acct}`);
  await send('POST', `/subscriptions/${sub}/change`, owner, { quantity: '2', when: 'periodEnd' });
  const subchange = await firstOf(`/subscriptions/${sub}/changes`);
  return { acct, mtr, plan: sold, prod, feat, coupon, taxrate, clock, sub, subchange, inv };
}
