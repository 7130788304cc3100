// What Plinth is measured against: Fastify and postgres.js by hand, its request log on, its token looked up in the database,
// the same tables, the same bytes. No layer, no row-level security, no key, no audit trail, no metrics.
import { createHash, randomBytes } from 'node:crypto';
import { fastify, type FastifyRequest } from 'fastify';
import postgres from 'postgres';

const number = { to: 20, from: [20], parse: Number, serialize: String };
const { BARE_DATABASE_URL = '', PORT } = process.env;
const sql = postgres(BARE_DATABASE_URL, { max: 16, types: { bigint: number } });
const app = fastify({ logger: true });

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A TypeID of five bits a letter; 128 bits have two to spare in front. */
function idOf(prefix: string, uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  let text = '';
  let bits = 0;
  let held = 2;
  for (let at = 0; at < 32; at += 1) {
    bits = (bits << 4) | Number.parseInt(hex.charAt(at), 16);
    held += 4;
    for (; held >= 5; held -= 5) {
      text += alphabet.charAt((bits >> (held - 5)) & 31);
      bits &= (1 << (held - 5)) - 1;
    }
  }
  return `${prefix}_${text}`;
}

function uuidOf(id: string): string {
  const value = Array.from(id.slice(id.lastIndexOf('_') + 1)).reduce((sum, letter) => (sum << 5n) | BigInt(alphabet.indexOf(letter)), 0n);
  return value.toString(16).padStart(32, '0').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function newUuid(): string {
  const bytes = Buffer.concat([Buffer.from(Date.now().toString(16).padStart(12, '0'), 'hex'), randomBytes(10)]);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The person of a session token, or nobody. */
async function userOf(request: FastifyRequest): Promise<string> {
  const [, session, secret] = /^Bearer pls_(\w{26})_([\w-]{43})$/.exec(request.headers.authorization ?? '') ?? [];
  const hash = createHash('sha256').update(Buffer.from(secret ?? '', 'base64url')).digest();
  const [found] = session ? await sql<{ user_id: string }[]>`select user_id from users.sessions where id = ${uuidOf(session)} and secret_hash = ${hash} and expires_at > now()` : [];
  if (!found) throw Object.assign(new Error('unauthenticated'), { statusCode: 401 });
  return found.user_id;
}

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const nullable = { type: 'string', nullable: true } as const;
const object = (properties: object) => ({ type: 'object', properties });
const list = (items: object) => ({ type: 'array', items });
const answer = (schema: object, status = 200) => ({ response: { [status]: schema } });

const me = object({ id: text, email: text, name: text, createdAt: time, version: integer });
const money = object({ amount: integer, currency: text });
const account = object({ id: text, ownerId: text, name: text, currency: text, timeZone: text, testClockId: nullable, taxTreatment: text, taxRate: nullable, taxNote: nullable, graceDays: { type: 'integer', nullable: true }, version: integer, createdAt: time });
const discounts = list({ type: 'object', additionalProperties: true });
const line = object({
  id: text, subscriptionId: text, charge: text, description: text, quantity: nullable, period: object({ start: time, end: time }),
  amount: money, discount: money, discounts, net: money, taxTreatment: text, taxRate: nullable, tax: money, explanation: { type: 'object', additionalProperties: true },
});
const invoice = object({
  id: text, number: text, accountId: text, status: text, currency: text, issueDate: text, dueDate: text, seller: object({ name: text }),
  billTo: object({ name: text }), lines: list(line), subtotal: money, discount: money, discounts, net: money, taxes: list(text), taxNote: nullable, tax: money, total: money,
  creditApplied: money, creditCarried: money, amountDue: money, timeZone: text, createdAt: time, finalizesAt: nullable, finalizationFailure: nullable, finalizedAt: time,
  voidedAt: nullable, uncollectibleAt: nullable, replaces: nullable, replacedBy: nullable, version: integer,
});
const organization = object({ id: text, name: text, role: text, version: integer, createdAt: time });
const newOrganization = { type: 'object', additionalProperties: false, required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 100 } } };

app.get('/v1/me', { schema: answer(me) }, async (request) => {
  const userId = await userOf(request);
  const [row] = await sql`
    select u.id, e.as_typed as email, u.name, u.created_at as "createdAt", u.version
    from users.users u join users.email_addresses e on e.user_id = u.id where u.id = ${userId}`;
  return { ...row, id: idOf('user', String(row?.['id'])) };
});

app.get<{ Querystring: { ownerId: string; limit: number; cursor?: string } }>(
  '/v1/accounts',
  { schema: { querystring: object({ ownerId: text, limit: integer, cursor: text }), ...answer(object({ data: list(account), nextCursor: nullable })) } },
  async (request) => {
    const userId = await userOf(request);
    const { ownerId, limit, cursor } = request.query;
    const before = cursor === undefined ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : uuidOf((JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string])[0]);
    const [member] = await sql`select role from users.memberships where organization_id = ${uuidOf(ownerId)} and user_id = ${userId}`;
    const rows = member
      ? await sql<{ id: string }[]>`
          select id, owner_id as "ownerId", name, currency, time_zone as "timeZone", test_clock_id as "testClockId",
            tax_treatment as "taxTreatment", tax_rate as "taxRate", tax_note as "taxNote", grace_days as "graceDays", version, created_at as "createdAt"
          from billing.accounts where owner_id = ${ownerId} and id < ${before} order by id desc limit ${limit + 1}`
      : [];
    const data = rows.slice(0, limit).map((row) => ({ ...row, id: idOf('acct', row.id) }));
    return { data, nextCursor: rows.length > limit ? Buffer.from(JSON.stringify([data.at(-1)?.id])).toString('base64url') : null };
  },
);

interface InvoiceRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly account: string;
  readonly currency: string;
  readonly issued: string;
  readonly due: string;
  readonly line: string;
  readonly subscription: string;
}

app.get<{ Params: { invoiceId: string } }>('/v1/invoices/:invoiceId', { schema: { params: object({ invoiceId: text }), ...answer(invoice) } }, async (request, reply) => {
  const userId = await userOf(request);
  const rows = await sql<InvoiceRow[]>`
    select i.id, i.number, i.account_id as account, i.owner_id, i.status, i.currency, i.issue_date::text as issued, i.due_date::text as due, i.seller_name, i.bill_to_name,
      i.subtotal, i.discount, i.tax_note, i.tax, i.total, i.credit_applied, i.credit_carried, i.amount_due, i.time_zone, i.created_at, i.finalizes_at, i.finalization_failure,
      i.finalized_at, i.voided_at, i.uncollectible_at, i.replaces, (select o.id from billing.invoices o where o.replaces = i.id) as replaced_by, i.version,
      l.id as line, l.subscription_id as subscription, l.charge_key, l.description, l.quantity, l.period_start, l.period_end, l.amount as line_amount, l.discount as line_discount,
      l.tax_treatment, r.key as tax_rate, l.tax as line_tax, l.explanation
    from billing.invoices i join billing.invoice_lines l on l.invoice_id = i.id left join billing.tax_rates r on r.id = l.tax_rate_id where i.id = ${uuidOf(request.params.invoiceId)} order by l.position`;
  const [row] = rows;
  const [member] = row ? await sql`select role from users.memberships where organization_id = ${uuidOf(String(row['owner_id']))} and user_id = ${userId}` : [];
  if (!row || !member) return reply.code(404).send({ error: 'not found' });
  const { currency } = row;
  const amount = (value: unknown) => ({ amount: value, currency });
  return {
    id: idOf('inv', row.id), number: row['number'], accountId: idOf('acct', row.account), status: row['status'], currency, issueDate: row.issued,
    dueDate: row.due, seller: { name: row['seller_name'] }, billTo: { name: row['bill_to_name'] },
    lines: rows.map((one) => ({
      id: idOf('line', one.line), subscriptionId: idOf('sub', one.subscription), charge: one['charge_key'], description: one['description'],
      quantity: one['quantity'], period: { start: one['period_start'], end: one['period_end'] }, amount: amount(one['line_amount']),
      discount: amount(one['line_discount']), discounts: [], net: amount(Number(one['line_amount']) - Number(one['line_discount'])),
      taxTreatment: one['tax_treatment'], taxRate: one['tax_rate'], tax: amount(one['line_tax']), explanation: one['explanation'],
    })),
    subtotal: amount(row['subtotal']), discount: amount(row['discount']), discounts: [], net: amount(Number(row['subtotal']) - Number(row['discount'])),
    taxes: [], taxNote: row['tax_note'], tax: amount(row['tax']), total: amount(row['total']), creditApplied: amount(row['credit_applied']),
    creditCarried: amount(row['credit_carried']), amountDue: amount(row['amount_due']), timeZone: row['time_zone'], createdAt: row['created_at'],
    finalizesAt: row['finalizes_at'], finalizationFailure: row['finalization_failure'], finalizedAt: row['finalized_at'], voidedAt: row['voided_at'],
    uncollectibleAt: row['uncollectible_at'], replaces: row['replaces'], replacedBy: row['replaced_by'], version: row['version'],
  };
});

app.post<{ Body: { name: string } }>('/v1/organizations', { schema: { body: newOrganization, ...answer(organization, 201) } }, async (request, reply) => {
  const userId = await userOf(request);
  const { name } = request.body;
  const id = newUuid();
  const organizationId = idOf('org', id);
  // One statement is one transaction: the organization, its owner and the event in a single round trip.
  const [made] = await sql<{ created_at: Date; version: number }[]>`
    with made as (insert into users.organizations (id, name, created_at) values (${id}, ${name}, now()) returning created_at, version),
      member as (insert into users.memberships (organization_id, user_id, role, created_at) select ${id}, ${userId}, 'owner', created_at from made),
      told as (
        insert into users.outbox (id, type, version, payload, occurred_at, relayed_at)
        select ${newUuid()}, 'users.organization_created', 1, ${sql.json({ organizationId, name })}, created_at, created_at from made
      )
    select * from made`;
  return reply.code(201).send({ id: organizationId, name, role: 'owner', version: made?.version, createdAt: made?.created_at });
});

await app.listen({ port: Number(PORT ?? 0), host: '127.0.0.1' });
