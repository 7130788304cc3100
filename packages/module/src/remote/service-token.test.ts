import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { answerCalls } from './answer-calls.ts';
import { serviceTokens } from './service-token.ts';

const start = Date.parse('2027-01-01T12:00:00Z');
const at = (seconds: number) => ({ now: () => new Date(start + seconds * 1000) });
const call = { audience: 'billing', path: '/internal/v1/billing/getInvoice', body: '{"input":{},"call":{"actor":{"type":"anonymous"}}}' };
const [key, other] = ['k'.repeat(32), 'o'.repeat(32)] as const;

const verifiedAt = async (seconds: number, token: string, changed: Partial<typeof call> = {}, keys: readonly string[] = [key]) =>
  serviceTokens(keys, at(seconds)).verify(token, { ...call, ...changed });

test('a token proves its caller for a minute, for one call and no other', async () => {
  const token = await serviceTokens([key], at(0)).sign(call, 'users');
  expect(await verifiedAt(0, token)).toBe('users');
  expect(await verifiedAt(59, token)).toBe('users');
  expect(await verifiedAt(-4, token)).toBe('users');
  const refused = await Promise.all([
    verifiedAt(66, token),
    verifiedAt(-10, token),
    verifiedAt(0, token, { audience: 'users' }),
    verifiedAt(0, token, { path: '/internal/v1/billing/voidInvoice' }),
    verifiedAt(0, token, { body: call.body.replace('anonymous', 'system') }),
    verifiedAt(0, token, {}, [other]),
    verifiedAt(0, `${token.slice(0, -4)}AAAA`),
    verifiedAt(0, ''),
  ]);
  expect(refused).toEqual(refused.map(() => undefined));
});

test('every key verifies, the first one signs', async () => {
  const token = await serviceTokens([other, key], at(0)).sign(call, 'users');
  expect(await verifiedAt(0, token, {}, [key])).toBeUndefined();
  expect(await verifiedAt(0, token, {}, [key, other])).toBe('users');
  expect(() => serviceTokens([], at(0))).toThrow('No key');
});

test('a token without a signature, of another kind or with claims left out is none', async () => {
  const secret = createSecretKey(Buffer.from(key));
  const good = await serviceTokens([key], at(0)).sign(call, 'users');
  const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const under = (payload: Record<string, unknown>, header: { alg: string; typ?: string }) => new SignJWT(payload).setProtectedHeader(header).sign(secret);
  const right = { alg: 'HS256', typ: 'plinth-call+jwt' };
  expect(await verifiedAt(0, await under(claims, right))).toBe('users');
  const without = Object.keys(claims).map((name) => under(Object.fromEntries(Object.entries(claims).filter(([one]) => one !== name)), right));
  const kinds = [under(claims, { alg: 'HS512', typ: right.typ }), under(claims, { alg: 'HS256' }), under({ ...claims, exp: (claims['exp'] as number) + 86_400, iat: (claims['iat'] as number) - 86_400 }, right)];
  const unsigned = `${Buffer.from('{"alg":"none","typ":"plinth-call+jwt"}').toString('base64url')}.${good.split('.')[1] ?? ''}.`;
  const forged = [...(await Promise.all([...without, ...kinds])), unsigned];
  expect(forged).toHaveLength(9);
  for (const token of forged) expect(await verifiedAt(0, token), token).toBeUndefined();
});

test('a stranger is told nothing, and a caller what it asked wrongly', async () => {
  const answer = answerCalls([], { keys: [key], clock: at(0) });
  const ask = async (body: string, token?: string) => answer({ module: 'billing', operation: 'getInvoice', authorization: `Bearer ${token ?? (await serviceTokens([key], at(0)).sign({ ...call, body }, 'users'))}`, body });
  expect(await ask(call.body, 'abc')).toEqual({ status: 401, body: '{"refused":"No token for this call."}' });
  expect(await answer({ module: 'billing', operation: 'getInvoice', authorization: undefined, body: call.body })).toMatchObject({ status: 401 });
  expect(await ask(call.body)).toEqual({ status: 404, body: '{"refused":"No billing.getInvoice here."}' });
});
