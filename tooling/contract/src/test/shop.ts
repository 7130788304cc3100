import type { Document } from '../document.ts';

type Loose = Record<string, never>;

/** A contract with one of everything that can break, to be changed by a test. */
export function aShop(): Document {
  return structuredClone({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    security: [],
    tags: [{ name: 'Orders' }],
    paths: {
      '/v1/orders': {
        post: {
          operationId: 'placeOrder', tags: ['Orders'], summary: 'Place an order', security: [],
          parameters: [{ name: 'dryRun', in: 'query', required: false, description: 'Whether to try alone.', schema: { type: 'boolean' } }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/NewOrder' }, example: { item: 'lamp', size: 'small' } } },
          },
          responses: {
            '201': { description: 'Created', content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' }, example: { id: 'o1', status: 'open', note: null } } } },
            '400': { description: 'Bad', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
          },
        },
      },
    },
    components: {
      schemas: {
        NewOrder: {
          type: 'object', additionalProperties: false, required: ['item'],
          properties: {
            item: { type: 'string', maxLength: 50 },
            size: { type: 'string', enum: ['small', 'large'] },
            note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            parts: { type: 'array', items: { $ref: '#/components/schemas/NewOrder' } },
          },
        },
        Order: {
          type: 'object', additionalProperties: false, required: ['id', 'status', 'note'],
          properties: { id: { type: 'string' }, status: { type: 'string', enum: ['open'] }, note: { anyOf: [{ type: 'string' }, { type: 'null' }] }, total: { type: 'integer' } },
        },
        Problem: { type: 'object', required: ['type', 'title', 'status'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } } },
      },
    },
  });
}

/** The shop, changed at a path such as `components.schemas.Order.properties`. */
export function aShopWith(path: string, change: (node: Loose) => void): Document {
  const shop = aShop();
  const node = path.split(' ').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], shop);
  change(node as Loose);
  return shop;
}
