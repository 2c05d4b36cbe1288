import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProgram } from 'scorebus/test-program';

const FILE = fileURLToPath(new URL('program.js', import.meta.url));

test('what a value is made of adds up to it, and a larger team takes longer', async (t) => {
  const started = await startProgram(FILE);
  t.after(() => started.kill());
  const [four, nine] = await started.score(
    [{ data: { team_size: 4, lang: 'go' } }, { data: { team_size: 9, lang: 'go' } }],
    { explain: true },
  );
  const { base, contributions } = four.explanation;
  assert.equal(Object.values(contributions).reduce((sum, part) => sum + part, base), four.value);
  assert.ok(nine.value > four.value);
});

test('a message without a team is an error, and its neighbour is scored', async (t) => {
  const started = await startProgram(FILE);
  t.after(() => started.kill());
  const [bad, good] = await started.score([{ data: { lang: 'go' } }, { data: { team_size: 7 } }]);
  assert.equal(bad.error.class, 'TypeError');
  assert.equal(good.value, 13.5);
});
