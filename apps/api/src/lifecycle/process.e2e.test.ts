import { eventually } from '@plinth/testing';
import { expect, test } from 'vitest';
import { outcomeOf, runNode } from '../../test/program.ts';

const script = (body: string) => [
  '--input-type=module',
  '--eval',
  `import { endWithSignals } from ${JSON.stringify(new URL('./process.ts', import.meta.url).href)};
   const say = (level) => (fields, message) => console.log(level, message, fields.err?.message ?? '');
   const logger = { error: say('error'), fatal: say('fatal') };
   ${body}`,
];

test('a second signal changes nothing: the end runs once, to its end, with code 0', async () => {
  const program = runNode(
    script(`endWithSignals({ logger, stop: () => new Promise((resolve) => setTimeout(() => (console.log('ended'), resolve()), 300)) });
            setInterval(() => {}, 1000); console.log('up');`),
    {},
  );
  await eventually(() => expect(program.output()).toContain('up'));
  program.kill('SIGINT');
  program.kill('SIGINT');
  program.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.output()).toBe('up\nended\n');
});

test('an end that fails is code 1', async () => {
  const program = runNode(script(`endWithSignals({ logger, stop: () => Promise.reject(new Error('stuck')) }); setInterval(() => {}, 1000); console.log('up');`), {});
  await eventually(() => expect(program.output()).toContain('up'));
  program.kill('SIGTERM');
  expect(await program.ended).toBe(1);
  expect(program.output()).toContain('error The end failed. stuck');
});

test.each(['throw new Error("lost")', 'Promise.reject(new Error("lost"))'])('what nobody catches is logged and ends the process with 1: %s', async (fault) => {
  const { code, output } = await outcomeOf(script(`endWithSignals({ logger, stop: () => Promise.resolve() }); setInterval(() => {}, 1000); setTimeout(() => { ${fault} }, 10);`), {});
  expect([code, output]).toEqual([1, 'fatal Nobody caught this. lost\n']);
});
