import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';

const addresses = /(?:src|href)="([^"]+)"/g;

test('the documentation loads from here alone, and everything that it loads is here', async () => {
  const { server } = await aShelf();
  const page = await server.inject('/docs');
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/https?:\/\//);
  const loaded = [...page.body.matchAll(addresses)].map(([, address = '']) => address).filter((address) => !address.startsWith('data:'));
  expect(loaded).toEqual(['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/start.js']);
  for (const address of loaded) {
    const asset = await server.inject(address);
    expect([address, asset.statusCode]).toEqual([address, 200]);
    expect(asset.headers['content-type']).toBe(address.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8');
    expect(asset.body.length).toBeGreaterThan(50);
  }
});

test('the policy of the page lets its own files run, and nothing inline', async () => {
  const { server } = await aShelf();
  const page = await server.inject('/docs');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toMatch(/script-src 'self';style-src 'self';/);
  expect(policy).not.toMatch(/unsafe/);
  expect(page.body).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
});

test('the script reads the document of this server and asks no validator elsewhere', async () => {
  const { server } = await aShelf();
  const { body } = await server.inject('/docs/start.js');
  expect(body).toContain("url: '/openapi.json'");
  expect(body).toContain('validatorUrl: null');
});
