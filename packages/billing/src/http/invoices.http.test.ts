import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator } from '../../testing/index.ts';
import type { Account } from '../index.ts';
import { hostOf, type TestHost } from '../test/host.ts';
import { aDraft, anAccount, ids, type Invoicing, startInvoicing } from '../test/invoicing.ts';
import { pdfText } from '../test/pdf-text.ts';

let invoicing: Invoicing;
let host: TestHost;
let account: Account;
let invoiceId: string;
beforeAll(async () => {
  invoicing = await startInvoicing();
  host = await hostOf(invoicing.billing);
  account = await anAccount(invoicing, 'Difference Ltd');
  const issued = await invoicing.issue([aDraft(account)]);
  invoiceId = issued[0]?.id ?? expect.fail();
});
afterAll(async () => {
  await host.app.close();
  await invoicing.close();
});

const get = (url: string) => host.app.inject(`/v1${url}`);
const asMember = () => host.actAs(aMemberOf([account.ownerId], ['billing:invoices:read']));

test('an invoice is read by its id and found in the lists', async () => {
  asMember();
  const read = await get(`/invoices/${invoiceId}`);
  expect([read.statusCode, read.json()]).toMatchObject([200, { id: invoiceId, status: 'open', total: { amount: 2500, currency: 'EUR' } }]);
  for (const query of [`?accountId=${account.id}`, '', '?status=open&limit=1']) {
    const list = await get(`/invoices${query}`);
    expect([list.statusCode, list.json()]).toEqual([200, { data: [read.json()], nextCursor: null }]);
  }
  expect((await get('/invoices?status=paid')).json()).toEqual({ data: [], nextCursor: null });
});

test('an invoice is a file, the same bytes each time', async () => {
  asMember();
  const file = await get(`/invoices/${invoiceId}.pdf`);
  expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'application/pdf']);
  expect(file.headers['content-disposition']).toMatch(/^inline; filename="INV-202702-\d+\.pdf"$/);
  const [page = ''] = pdfText(file.rawPayload);
  for (const text of ['Difference Ltd', 'Example Seller', 'Base fee', '2027-02-28 – 2027-03-30', '1500', '5.00', '25.00 EUR', '2027-03-14']) expect(page).toContain(text);
  expect((await get(`/invoices/${invoiceId}.pdf`)).rawPayload.equals(file.rawPayload)).toBe(true);
});


test('a stranger gets 404, a member without the permission 403', async () => {
  const list = `/invoices?accountId=${account.id}`;
  const urls = [`/invoices/${invoiceId}`, `/invoices/${invoiceId}.pdf`];
  host.actAs(aMemberOf([ids('org')], ['billing:invoices:read']));
  for (const url of urls) expect((await get(url)).statusCode, url).toBe(404);
  expect((await get(list)).json()).toEqual({ data: [], nextCursor: null });
  host.actAs(aMemberOf([account.ownerId], []));
  for (const url of [list, ...urls]) expect((await get(url)).statusCode, url).toBe(403);
});

test('what is no id of an invoice or an account is named', async () => {
  asMember();
  for (const [url, pointer] of [['/invoices/acct_1', '/invoiceId'], ['/invoices/x.pdf', '/invoiceId'], ['/invoices?accountId=x', '/accountId'], ['/invoices?status=late', '/status']]) {
    const { statusCode, body } = await get(url ?? '');
    expect([statusCode, JSON.parse(body)]).toMatchObject([400, { errors: [{ pointer }] }]);
  }
});

test('the trial balance is for operators', async () => {
  asMember();
  expect((await get('/ledger/trial-balance')).statusCode).toBe(403);
  host.actAs(anOperator);
  expect((await get(`/ledger/trial-balance?testClockId=${ids('clock')}`)).json()).toEqual({ data: [] });
  const [row] = (await get('/ledger/trial-balance')).json<{ data: { debits: object; credits: object }[] }>().data;
  expect(row?.debits).toEqual(row?.credits);
});
