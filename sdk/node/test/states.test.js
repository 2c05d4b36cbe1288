import assert from 'node:assert/strict';
import test from 'node:test';
import { States } from '../src/state.js';

test('the state that was not used for longest is forgotten first, and that is said once', () => {
  let said = 0;
  const states = new States(2, () => { said += 1; });
  states.set('a', 1);
  states.set('b', 2);
  states.set('a', 3);
  states.set('c', 4);
  states.set('d', 5);
  assert.deepEqual(states.snapshot(), { c: 4, d: 5 });
  assert.equal(said, 1);
});
