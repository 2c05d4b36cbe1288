import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const KIT = fileURLToPath(new URL('../test-program.js', import.meta.url));
const TEAM = fileURLToPath(new URL('programs/team.js', import.meta.url));

function kit(t, cases, expected, ...more) {
  const folder = mkdtempSync(join(tmpdir(), 'scorebus-kit-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [input, expect] = [join(folder, 'cases.jsonl'), join(folder, 'expected.jsonl')];
  writeFileSync(input, cases.join('\n'));
  writeFileSync(expect, (expected ?? []).join('\n'));
  const given = ['--input', input, ...(expected ? ['--expect', expect] : []), ...more];
  return spawnSync(process.execPath, [KIT, TEAM, ...given], { encoding: 'utf8' });
}

test('answers are JSON lines, and what one run prints another may expect', (t) => {
  const cases = ['{"team_size": 4}', '', '{"data": {"seen": true}, "customer": "acme"}'];
  const ran = kit(t, cases);
  assert.equal(ran.status, 0, ran.stderr);
  assert.deepEqual(ran.stdout.trim().split('\n').map((line) => JSON.parse(line)), [
    { line: 1, value: 12, explanation: { base: 10, contributions: { team_size: 2 } } },
    { line: 3, value: 1 },
  ]);
  assert.match(ran.stderr, /2 of 2 cases are right/);
  assert.equal(kit(t, cases, [ran.stdout]).status, 0);
});

test('cases that are not as expected are named with their line', (t) => {
  const ran = kit(t, ['{"team_size": 4}', '{"team_size": 4}', '[]', '[]', '{"team_size": 6}'],
    ['{"value": 13}', '{"error": {"class": "TypeError"}}', '{"value": 1}', '{"error": {"class": "TypeError"}}', '{"value": 13.000001}'], '--batch', '2');
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /cases.jsonl, line 1: value is 12, expected 13$/m);
  assert.match(ran.stderr, /line 2: error is missing$/m);
  assert.match(ran.stderr, /line 3: TypeError: team_size is missing$/m);
  assert.match(ran.stderr, /line 5: value is 13, expected 13.000001$/m);
  assert.match(ran.stderr, /1 of 5 cases are right/);
});

test('an error that nobody expects is wrong', (t) => {
  assert.equal(kit(t, ['[]']).status, 1);
});

test('tolerance, settings and no explanations', (t) => {
  const ran = kit(t, ['{"team_size": 4}'], ['{"value": 22.1}'], '--settings', '{"base": 20}', '--tolerance', '0.01', '--no-explanation');
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(ran.stdout, '{"line":1,"value":22}\n');
});

test('what cannot be used is named', (t) => {
  for (const [cases, expected, said] of [
    [['1', 'nonsense'], undefined, /cases.jsonl, line 2, is no JSON/],
    [['1'], ['{"valu": 1}'], /expected.jsonl, line 1, has none of value, explanation and error/],
    [['1'], ['{"value": 1}', '{"value": 1}'], /there are 1 cases, and 2 lines/],
  ]) {
    const ran = kit(t, cases, expected);
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, said);
  }
});
