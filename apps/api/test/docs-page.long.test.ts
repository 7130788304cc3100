import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTool, needsTool } from '@plinth/vitest/long';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
});
afterAll(() => deployment.close());

const email = 'reader@example.com';
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A browser with a profile of its own, and all that it complained about or asked of anyone but the API. */
async function aBrowser(): Promise<{ page: Page; complaints: string[]; elsewhere: string[]; close: () => Promise<void> }> {
  const profile = mkdtempSync(path.join(tmpdir(), 'plinth-browser-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath: findTool('chromium') ?? '', headless: true, args: quiet });
  const page = await context.newPage();
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(api.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { page, complaints, elsewhere, close };
}

needsTool('chromium')('the documentation opens without a complaint, asks nobody else for anything, takes a token and sends a request', async () => {
  const token = await aSession(api.url, deployment.mailbox, email);
  const { page, complaints, elsewhere, close } = await aBrowser();
  try {
    await page.goto(`${api.url}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.modal-ux input').first().fill(token);
    await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).first().click();
    await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).first().click();

    const operation = page.locator('#operations-Me-getMe');
    await operation.locator('.opblock-summary-control').first().click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    expect(await answer.locator('.response-col_status').innerText()).toMatch(/^200/);
    expect(await answer.innerText()).toContain(email);
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  } finally {
    await close();
  }
});
