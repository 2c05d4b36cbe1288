// Runs the programs of docs/node-sdk.md as they stand there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { startProgram } from '../test-program.js';

const SDK = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(new URL('../../../docs/node-sdk.md', import.meta.url), 'utf8');

const blocks = (language) => [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((found) => found[1]);

/** A folder of a user, into which `npm install` has put the SDK. */
function folderWith(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'scorebus-page-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(SDK, join(folder, 'node_modules', 'scorebus'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
  return folder;
}

test('the first program of the page passes its cases and its unit test', (t) => {
  const [wait, , unitTest] = blocks('js');
  const folder = folderWith(t, { 'wait.js': wait, 'cases.jsonl': blocks('jsonl')[0], 'expected.jsonl': blocks('jsonl')[1], 'wait.test.js': unitTest });
  const kit = join(folder, 'node_modules', 'scorebus', 'test-program.js');
  const cases = spawnSync(process.execPath, [kit, 'wait.js', '--input', 'cases.jsonl', '--expect', 'expected.jsonl'], { cwd: folder, encoding: 'utf8' });
  assert.equal(cases.status, 0, cases.stdout + cases.stderr);
  assert.match(cases.stderr, /4 of 4 cases are right/);
  const { NODE_TEST_CONTEXT, ...env } = process.env; // a test runner of its own
  const tests = spawnSync(process.execPath, ['--test', 'wait.test.js'], { cwd: folder, encoding: 'utf8', env });
  assert.equal(tests.status, 0, tests.stdout + tests.stderr);
  assert.match(tests.stdout, /pass 1/);
});

test('the program of the page that keeps its state does so over a restart', async (t) => {
  const folder = folderWith(t, { 'seen.js': blocks('js')[1] });
  for (const expected of [1, 2]) {
    const seen = await startProgram(join(folder, 'seen.js'), { env: { STATES: join(folder, 'states.json') } });
    t.after(() => seen.kill());
    assert.deepEqual(await seen.score([{ data: 1, key: 'k' }]), [{ value: expected }]);
    assert.equal(await seen.drain(), 0);
  }
});
