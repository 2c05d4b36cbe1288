import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { program } from 'scorebus';
import { startProgram } from '../test-program.js';

const BATCH = fileURLToPath(new URL('programs/batch.js', import.meta.url));

test('a batch is scored at once; an Error in it is the error of its message', async (t) => {
  const batch = await startProgram(BATCH);
  t.after(() => batch.kill());
  assert.deepEqual([batch.hello.binary, batch.hello.heartbeat, batch.hello.pure], [true, true, ['score']]);
  assert.deepEqual(await batch.score([{ data: 'abc' }, { data: 'bad' }, { data: [1] }]),
    [{ value: 3 }, { error: { class: 'RangeError', message: 'bad', retryable: false } }, { value: 1 }]);
  await assert.rejects(batch.score([{ data: 'short' }, { data: 'x' }]), /WrongCount: 2 messages were given, and 1 values/);
});

test('a message that is no JSON comes as bytes', async (t) => {
  const batch = await startProgram(BATCH);
  t.after(() => batch.kill());
  const json = Buffer.from(JSON.stringify({ type: 'call', id: 1, command: 'score', deadline: 1000, messages: [{ bytes: [0, 2] }, { bytes: [2, 3] }] }));
  const payload = Buffer.concat([json, Buffer.from([0]), Buffer.from([0, 1, 2, 3, 4])]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(payload.length);
  batch.sendBytes(Buffer.concat([head, payload]));
  assert.deepEqual((await batch.answerTo(1)).replies, [{ value: 2 }, { value: 3 }]);
});

test('states are loaded at the start and saved before the end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'scorebus-states-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'states.json');
  writeFileSync(file, '{"customer/acme": {"seen": 41}}');
  const batch = await startProgram(BATCH, { env: { STATES: file } });
  t.after(() => batch.kill());
  assert.deepEqual(await batch.score([{ data: 1, customer: 'acme' }, { data: 1, customer: 'zoo' }]), [{ value: 42 }, { value: 1 }]);
  assert.equal(await batch.drain(), 0);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { 'customer/acme': { seen: 42 }, 'customer/zoo': { seen: 1 } });
});

test('a program that cannot load its states ends and says why', async (t) => {
  const batch = await startProgram(BATCH, { env: { STATES: '/nowhere/states.json' } });
  t.after(() => batch.kill());
  assert.equal(await batch.exit(), 1);
  assert.match(batch.output.join('\n'), /cannot load: Error: ENOENT/);
});

test('a program that takes two calls at once has no state', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'scorebus-states-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'states.json');
  writeFileSync(file, '{}');
  const batch = await startProgram(BATCH, { env: { STATES: file, CONCURRENCY: '2' } });
  t.after(() => batch.kill());
  assert.equal(batch.hello.concurrency, 2);
  const [answer] = await batch.score([{ data: 1, customer: 'acme' }]);
  assert.match(answer.error.message, /only for programs of concurrency 1/);
});

test('a wrong program is refused before it runs', () => {
  assert.throws(() => program('x').command('Bad Name', () => 1), /Bad Name/);
  assert.throws(() => program('x').score(() => 1).scoreBatch(() => []), /two functions/);
  assert.throws(() => program('x', { concurrency: 0 }), /concurrency/);
  assert.throws(() => program('x').run(), /needs score/);
});
