import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../../test/counts.ts';
import { anAddress, anonymousCall, aUser, createTestUsers, mailedProof, mailsTo, password, type TestUser, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ config: { mailsPerAddress: 100, signInFailuresPerClient: 1000 } });
});
afterAll(() => house.close());

type Proof = { readonly token: string } | { readonly email: string; readonly code: string };

/** How a token of each purpose is asked for, and used. */
interface Kind {
  readonly minutes: number;
  /** Resolves to the address that the mails go to, and how to use what they bring. */
  readonly arrange: () => Promise<{ email: string; before: number; ask: () => Promise<unknown>; use: (proof: Proof) => Promise<unknown> }>;
}

const mailsBefore = (email: string) => house.mailbox.messages().filter(({ to }) => to.includes(email)).length;
const known = async (): Promise<TestUser> => aUser(house.users, house.mailbox);
const anotherThan = (code: string) => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');

const kinds: Readonly<Record<string, Kind>> = {
  verification: {
    minutes: 24 * 60,
    arrange: async () => {
      const email = anAddress();
      let asked = 0;
      const { signUp, resendVerification, verifyEmail } = house.users.services;
      const ask = () => ((asked += 1) === 1 ? signUp({ email, password, name: 'Ada' }, anonymousCall) : resendVerification({ email }, anonymousCall));
      return { email, before: 0, ask, use: (proof) => verifyEmail(proof, anonymousCall) };
    },
  },
  reset: {
    minutes: 30,
    arrange: async () => {
      const { email } = await known();
      const { forgotPassword, resetPassword } = house.users.services;
      return { email, before: mailsBefore(email), ask: () => forgotPassword({ email }, anonymousCall), use: (proof) => resetPassword({ ...proof, password: 'quite another password' }, anonymousCall) };
    },
  },
  'magic link': {
    minutes: 10,
    arrange: async () => {
      const { email } = await known();
      const { requestMagicLink, signInByMagicLink } = house.users.services;
      return { email, before: mailsBefore(email), ask: () => requestMagicLink({ email }, anonymousCall), use: (proof) => signInByMagicLink(proof, anonymousCall) };
    },
  },
  'new address': {
    minutes: 24 * 60,
    arrange: async () => {
      const { call } = await known();
      const email = anAddress();
      const { changeEmail, verifyEmailChange } = house.users.services;
      const fresh = { ...call, actor: { ...call.actor, authenticatedAt: house.clock.now().toISOString() } } as typeof call;
      const use = (proof: Proof) => verifyEmailChange('token' in proof ? proof : { code: proof.code }, fresh);
      return { email, before: 0, ask: () => changeEmail({ email }, fresh), use };
    },
  },
};

const refused = { code: 'users.invalid_code', kind: 'unauthenticated' };

async function mailed(kind: Kind, times = 1) {
  const { email, before, ask, use } = await kind.arrange();
  const proofs = [];
  for (let time = 1; time <= times; time += 1) {
    await ask();
    proofs.push(await mailedProof(house.mailbox, email, before + time));
  }
  return { email, use, proofs };
}

for (const [name, kind] of Object.entries(kinds)) {
  describe(name, () => {
    test('13. of fifty racing uses of a token one wins', async () => {
      const { email, use, proofs } = await mailed(kind);
      const [{ code, token } = { code: '', token: '' }] = proofs;
      const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => use(index % 2 === 0 ? { token } : { email, code })));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(failures).toHaveLength(49);
      for (const { reason } of failures) expect(reason).toMatchObject(refused);
    });

    test('11. a link has 128 bits and more, a code six digits and more, and the database knows neither', async () => {
      const { email, proofs } = await mailed(kind);
      const [{ code, token } = { code: '', token: '' }] = proofs;
      expect(code).toMatch(/^\d{6,8}$/);
      const secret = token.slice(-43);
      expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16);
      const [row] = await house.sql<{ row: string }[]>`select to_jsonb(t)::text as row from users.one_time_tokens t where canonical = ${email}`;
      for (const known of [code, secret, Buffer.from(secret, 'base64url').toString('hex')]) expect(row?.row).not.toContain(known);
    });

    test('11. a newer one voids the code and the link before, and a used one is dead', async () => {
      const { email, use, proofs } = await mailed(kind, 2);
      const [older, newer] = proofs;
      for (const proof of [{ token: older!.token }, { email, code: older!.code }]) await expect(use(proof)).rejects.toMatchObject(refused);
      await use({ token: newer!.token });
      for (const proof of [{ token: newer!.token }, { email, code: newer!.code }]) await expect(use(proof)).rejects.toMatchObject(refused);
    });

    test('11. after five wrong codes the right one is wrong as well, and the link still works', async () => {
      const { email, use, proofs } = await mailed(kind);
      const [{ code, token } = { code: '', token: '' }] = proofs;
      for (let time = 1; time <= 5; time += 1) await expect(use({ email, code: anotherThan(code) })).rejects.toMatchObject(refused);
      await expect(use({ email, code })).rejects.toMatchObject(refused);
      await use({ token });
    });

    test(`11. a code lives for 10 minutes, the link for ${kind.minutes}`, async () => {
      const [byCode, byLink, late] = [await mailed(kind), await mailed(kind), await mailed(kind)];
      house.clock.advance({ milliseconds: 10 * 60_000 - 1 });
      await byCode.use({ email: byCode.email, code: byCode.proofs[0]!.code });
      house.clock.advance({ milliseconds: 1 });
      await expect(late.use({ email: late.email, code: late.proofs[0]!.code })).rejects.toMatchObject(refused);
      if (kind.minutes > 10) {
        house.clock.advance({ milliseconds: (kind.minutes - 10) * 60_000 - 1 });
        await byLink.use({ token: byLink.proofs[0]!.token });
        house.clock.advance({ milliseconds: 1 });
      }
      await expect(late.use({ token: late.proofs[0]!.token })).rejects.toMatchObject(refused);
    });
  });
}

test('11. a token proves no other purpose, no other address and nobody else', async () => {
  const [reset, link, other] = [await mailed(kinds['reset']!), await mailed(kinds['magic link']!), await mailed(kinds['magic link']!)];
  await expect(link.use({ token: reset.proofs[0]!.token })).rejects.toMatchObject(refused);
  await expect(link.use({ email: reset.email, code: reset.proofs[0]!.code })).rejects.toMatchObject(refused);
  await expect(reset.use({ token: link.proofs[0]!.token })).rejects.toMatchObject(refused);
  await expect(link.use({ email: other.email, code: link.proofs[0]!.code })).rejects.toMatchObject(refused);

  const [one, two] = [await mailed(kinds['new address']!), await mailed(kinds['new address']!)];
  await expect(one.use({ token: two.proofs[0]!.token })).rejects.toMatchObject(refused);
});

test('11. what was mailed to an address is dead when the user has another', async () => {
  const ada = await known();
  const before = mailsBefore(ada.email);
  await house.users.services.forgotPassword({ email: ada.email }, anonymousCall);
  await house.users.services.requestMagicLink({ email: ada.email }, anonymousCall);
  const mails = await mailsTo(house.mailbox, ada.email, before + 2);
  const tokens = mails.slice(before).map(({ token }) => token ?? '');
  expect(tokens).toHaveLength(2);

  // The row stays, as it would where a mail is written while the address changes.
  await house.sql`update users.email_addresses set canonical = ${anAddress()} where canonical = ${ada.email}`;
  for (const token of tokens) {
    expect(await refusalOf(house.users.services.signInByMagicLink({ token }, anonymousCall))).toMatchObject(refused);
    expect(await refusalOf(house.users.services.resetPassword({ token, password: 'quite another password' }, anonymousCall))).toMatchObject(refused);
  }
});
