import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const KIT = fileURLToPath(new URL('../test-program.js', import.meta.url));
const TEAM = fileURLToPath(new URL('programs/team.js', import.meta.url));

function kit(t, cases, ...more) {
  const folder = mkdtempSync(join(tmpdir(), 'scorebus-kit-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'cases.jsonl');
  writeFileSync(file, cases.join('\n'));
  return spawnSync(process.execPath, [KIT, TEAM, '--input', file, ...more], { encoding: 'utf8' });
}

test('cases that hold', (t) => {
  const ran = kit(t, ['{"data": {"team_size": 4}, "value": 12.1, "tolerance": 0.2}', '', '{"data": [], "error": "TypeError"}', '{"data": {"seen": true}}']);
  assert.equal(ran.status, 0, ran.stderr);
  assert.match(ran.stdout, /^ok line 1: {"value":12}$/m);
  assert.match(ran.stdout, /3 cases, 0 wrong/);
});

test('cases that do not hold are named with their line', (t) => {
  const ran = kit(t, ['{"data": {"team_size": 4}, "value": 13}', '{"data": {"team_size": 4}, "error": "TypeError"}', '{"data": [], "value": 1}']);
  assert.equal(ran.status, 1);
  assert.match(ran.stdout, /^WRONG line 1: {"value":12}, expected 13$/m);
  assert.match(ran.stdout, /^WRONG line 2: .*expected the error TypeError$/m);
  assert.match(ran.stdout, /3 cases, 3 wrong/);
});

test('a case that cannot be read is named with its line', (t) => {
  const ran = kit(t, ['{"data": 1}', 'nonsense']);
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /cases.jsonl:2: /);
});

test('settings and explanations are passed', (t) => {
  const ran = kit(t, ['{"data": {"team_size": 4}, "value": 22}'], '--settings', '{"base": 20}', '--explain');
  assert.equal(ran.status, 0, ran.stdout);
  assert.match(ran.stdout, /"explanation":{"base":20,/);
});
