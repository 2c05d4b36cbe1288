import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProgram } from 'scorebus/test-program';
import { deliveries, eventsOf } from './deliver.js';
import { HALF_LIFE, KEPT, SHOWN, update } from './feed.js';

const FILE = fileURLToPath(new URL('program.js', import.meta.url));
const event = (ts, issue, actor, type = 'comment.added') => ({ ts, issue, actor, type });
const to = (reader, what) => ({ data: { reader, ...what }, customer: reader });

async function started(t) {
  const running = await startProgram(FILE);
  t.after(() => running.kill());
  return running;
}

async function all(source) {
  const found = [];
  for await (const each of source) {
    found.push(each);
  }
  return found;
}

test('what a reader works on comes first, and what others did there is new', async (t) => {
  const feed = await started(t);
  const answers = await feed.score([
    to('ann', event(100, 'X-1', 'ann')),
    to('ann', event(200, 'X-2', 'ann', 'issue.created')),
    to('ann', event(300, 'X-1', 'bob')),
    to('bob', event(300, 'X-1', 'bob')),
  ]);
  assert.deepEqual(answers[2].value.feed.map(({ issue, news }) => [issue, news]), [['X-2', 0], ['X-1', 1]]);
  assert.deepEqual(answers[2].value.feed[1].last, { type: 'comment.added', actor: 'bob', ts: 300 });
  assert.deepEqual(answers[3].value.feed.map(({ issue }) => issue), ['X-1']);
});

test('what a reader has seen is not new, and what is old fades', () => {
  const state = {};
  update(state, { reader: 'ann', ...event(0, 'X-1', 'ann') });
  update(state, { reader: 'ann', ...event(0, 'X-1', 'bob') });
  const [later] = update(state, { reader: 'ann', ...event(HALF_LIFE, 'X-2', 'ann', 'issue.created') }).slice(1);
  assert.deepEqual([later.issue, later.weight, later.news], ['X-1', 1.5, 1]);
  const [, seen] = update(state, { reader: 'ann', ...event(HALF_LIFE, 'X-1', 'ann', 'issue.resolved') });
  assert.equal(seen.news, 0);
});

test('a record that comes late lets nothing grow', () => {
  const state = {};
  update(state, { reader: 'ann', ...event(HALF_LIFE, 'X-1', 'ann') });
  const feed = update(state, { reader: 'ann', ...event(0, 'X-2', 'ann') });
  assert.deepEqual(feed.map(({ issue, weight }) => [issue, weight]), [['X-1', 2], ['X-2', 2]]);
});

test('a feed is as long as it is shown, and what is remembered is bound', () => {
  const state = {};
  let feed;
  for (let number = 0; number < KEPT + 20; number++) {
    feed = update(state, { reader: 'ann', ...event(number * 1000, `X-${number}`, 'ann') });
  }
  assert.equal(feed.length, SHOWN);
  assert.equal(Object.keys(state.issues).length, KEPT);
});

test('an event that is no event is an error, and changes no feed', async (t) => {
  const feed = await started(t);
  const answers = await feed.score([
    to('ann', event(100, 'X-1', 'ann')),
    { data: { reader: 'ann', issue: 'X-1' }, customer: 'ann' },
    to('ann', event(200, 'X-1', 'bob')),
  ]);
  assert.equal(answers[1].error.class, 'TypeError');
  assert.equal(answers[2].value.feed[0].news, 1);
});

test('an event is delivered to those whom it concerns, from the moment on from which it does', async () => {
  const events = [event(1, 'X-1', 'ann'), event(2, 'X-1', 'bob'), { ts: 3, type: 'sprint.started', actor: 'bob' }, event(4, 'X-1', 'ann')];
  assert.deepEqual((await all(deliveries(events))).map(({ ts, reader }) => [ts, reader]),
    [[1, 'ann'], [2, 'ann'], [2, 'bob'], [4, 'ann'], [4, 'bob']]);
});

const DATA = `${process.env.SCOREBUS_DATA ?? fileURLToPath(new URL('../../../shared/data/example', import.meta.url))}/jira_events.jsonl.gz`;

test('every feed of a real stream is what its reader\'s own events make of it, in their order', {
  skip: existsSync(DATA) ? false : 'SCOREBUS_DATA names no folder with jira_events.jsonl.gz',
}, async (t) => {
  const feed = await started(t);
  const messages = [];
  for await (const message of deliveries(eventsOf(DATA))) {
    messages.push(message);
    if (messages.length === 6000) {
      break;
    }
  }
  const came = new Map();
  for (let at = 0; at < messages.length; at += 500) {
    const page = messages.slice(at, at + 500);
    const answers = await feed.score(page.map((message) => ({ data: message, customer: message.reader })));
    answers.forEach((answer, index) => came.set(page[index].reader, answer.value));
  }
  const alone = new Map();
  for (const reader of came.keys()) {
    const state = {};
    messages.filter((message) => message.reader === reader).forEach((message) => {
      alone.set(reader, { reader, feed: update(state, message) });
    });
  }
  assert.ok(came.size > 100);
  assert.deepEqual(came, alone);
});
