import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { startProgram } from '../test-program.js';
import { frameOf } from '../src/frames.js';

const TEAM = fileURLToPath(new URL('programs/team.js', import.meta.url));

async function withTeam(t, options) {
  const team = await startProgram(TEAM, options);
  t.after(() => team.kill());
  return team;
}

test('hello names the commands and the version of the protocol', async (t) => {
  const team = await withTeam(t);
  assert.equal(team.hello.name, 'team');
  assert.deepEqual(team.hello.protocol, [1]);
  assert.deepEqual(team.hello.commands, ['score', 'train', 'hang', 'busy', 'nothing', 'large']);
  assert.equal(team.hello.concurrency, 1);
});

test('each message has its own answer, in order', async (t) => {
  const team = await withTeam(t, { settings: { base: 20 } });
  const replies = await team.score(Array.from({ length: 500 }, (_, i) => ({ data: { team_size: i } })));
  assert.deepEqual(replies.map(({ value }) => value), Array.from({ length: 500 }, (_, i) => 20 + i / 2));
});

test('an explanation comes only when it is wanted', async (t) => {
  const team = await withTeam(t);
  const message = { data: { team_size: 4 } };
  assert.deepEqual(await team.score([message]), [{ value: 12 }]);
  assert.deepEqual(await team.score([message], { explain: true }),
    [{ value: 12, explanation: { base: 10, contributions: { team_size: 2 } } }]);
});

test('what a function throws is the error of that message alone', async (t) => {
  const team = await withTeam(t);
  const replies = await team.score([{ data: { team_size: 4 } }, { data: [] }, { data: { retry: true } }, { data: null }, { data: { team_size: 6 } }]);
  assert.deepEqual(replies, [
    { value: 12 },
    { error: { class: 'TypeError', message: 'team_size is missing', retryable: false } },
    { error: { class: 'Retryable', message: 'the service is away', retryable: true } },
    { error: { class: 'TypeError', message: 'team_size is missing', retryable: false } },
    { value: 13 },
  ]);
});

test('what has no place in JSON is the error of its message', async (t) => {
  const team = await withTeam(t);
  const odd = ['NaN', 'undefined', 'inner', 'infinite', 'date', 'hole', 'null'];
  const replies = await team.score(odd.map((name) => ({ data: { odd: name } })));
  replies.forEach(({ value, error }, at) => {
    assert.equal(value, undefined, odd[at]);
    assert.equal(error.class, 'BadValue', odd[at]);
  });
  assert.match(replies[0].error.message, /the value is NaN/);
});

test('state is kept per customer, else per key, and not at all without either', async (t) => {
  const team = await withTeam(t);
  const seen = { seen: true };
  const replies = await team.score([
    { data: seen, customer: 'acme', key: 'x' },
    { data: seen, customer: 'zoo', key: 'x' },
    { data: seen, customer: 'acme', key: 'y' },
    { data: seen, key: 'acme' },
    { data: seen },
    { data: seen },
  ]);
  assert.deepEqual(replies.map(({ value }) => value), [1, 1, 2, 1, 1, 1]);
  assert.deepEqual(await team.score([{ data: seen, customer: 'acme' }]), [{ value: 3 }]);
});

test('a message that fails changes no state', async (t) => {
  const team = await withTeam(t);
  const seen = { data: { seen: true }, customer: 'acme' };
  const replies = await team.score([seen, { data: { retry: true }, customer: 'acme' }, seen]);
  assert.deepEqual([replies[0].value, replies[1].error.class, replies[2].value], [1, 'Retryable', 2]);
});

test('a call that is cancelled is answered, and changes no state', async (t) => {
  const team = await withTeam(t);
  const seen = { data: { seen: true }, customer: 'acme' };
  const id = team.begun({ command: 'score', deadline: 30_000, messages: [seen, { data: { untilCancelled: true } }, seen] });
  await team.ping(1);
  team.cancel(id);
  const answer = await team.answerTo(id);
  assert.equal(answer.type, 'failed');
  assert.equal(answer.error.class, 'Cancelled');
  assert.equal(answer.error.retryable, true);
  assert.deepEqual(await team.score([seen]), [{ value: 1 }]);
  assert.equal(team.logs[0].message, 'cancelled');
});

test('a call whose deadline has passed changes no state, although its cancel has not come', async (t) => {
  const team = await withTeam(t);
  const seen = { data: { seen: true }, customer: 'acme' };
  const id = team.begun({ command: 'score', deadline: 1, messages: [seen, { data: { spin: 20 } }] });
  assert.equal((await team.answerTo(id)).type, 'reply');
  assert.deepEqual(await team.score([seen]), [{ value: 1 }]);
});

test('a cancel is read between messages that never wait', async (t) => {
  const team = await withTeam(t);
  const id = team.begun({ command: 'score', deadline: 30_000, messages: Array.from({ length: 100 }, () => ({ data: { spin: 20 } })) });
  await team.next(({ message }) => message === 'spun', 'log line of the first message');
  team.cancel(id);
  assert.equal((await team.answerTo(id)).type, 'failed');
});

test('a cancelled call is answered also when its function never ends', async (t) => {
  const team = await withTeam(t);
  const id = team.begun({ command: 'hang', deadline: 30_000, input: {} });
  team.cancel(id);
  assert.equal((await team.answerTo(id)).type, 'failed');
  assert.equal(await team.drain(), 0);
});

test('ping is answered while an async function runs', async (t) => {
  const team = await withTeam(t);
  const id = team.begun({ command: 'busy', deadline: 30_000, input: {} });
  await team.ping(7);
  await team.answerTo(id);
  const order = team.frames.map(({ type }) => type);
  assert.ok(order.indexOf('pong') < order.indexOf('reply'), order.join());
});

test('a command tells progress, metrics and log lines; what breaks their rules is dropped and said', async (t) => {
  const team = await withTeam(t, { model: { name: 'm', version: 'v', folder: '/models/m' } });
  assert.deepEqual(await team.command('train', { rows: 3 }), { rows: 3, model: '/models/m' });
  assert.deepEqual(team.progress, [{ type: 'progress', id: 1, done: 0.5, message: 'half of it' }]);
  assert.deepEqual(team.metrics, [{ type: 'metric', name: 'rows', kind: 'gauge', value: 3, labels: {} }]);
  assert.deepEqual(team.logs.map(({ level }) => level), ['warn', 'warn', 'warn']);
  assert.match(team.logs[0].message, /metric rows is dropped.*NaN/);
  assert.match(team.logs[1].message, /metric Bad name is dropped/);
  assert.deepEqual(team.logs[2].fields, { rows: 3, nested: '[object Object]' });
  assert.deepEqual(await team.command('nothing', 1), {});
});

test('a wrong use of a command fails the call and nothing else', async (t) => {
  const team = await withTeam(t);
  await assert.rejects(team.command('nosuch', {}), /UnknownCommand.*score, train/);
  await assert.rejects(team.command('score', {}), /WrongUse/);
  await assert.rejects(team.score([{ data: 1 }], { command: 'train' }), /WrongUse/);
  assert.deepEqual(await team.score([{ data: { team_size: 4 } }]), [{ value: 12 }]);
});

test('a reply that is larger than the largest frame fails its call', async (t) => {
  const team = await withTeam(t, { maxFrame: 10_000 });
  await assert.rejects(team.command('large', 10_000), /RangeError/);
  assert.equal((await team.command('large', 9_000)).length, 9_000);
});

test('frames in pieces, joined, unknown, and with unknown fields are understood', async (t) => {
  const team = await withTeam(t);
  const call = (id) => frameOf(JSON.stringify({ type: 'call', id, command: 'score', deadline: 1000, later: [1], messages: [{ data: { team_size: 4 }, later: {} }] }));
  for (const byte of call(1)) {
    team.sendBytes(Buffer.from([byte]));
  }
  assert.deepEqual((await team.answerTo(1)).replies, [{ value: 12 }]);
  team.sendBytes(Buffer.concat([frameOf('{"type":"later"}'), frameOf('{"type":"ping","n":3}'), call(2), call(3).subarray(0, 9)]));
  assert.deepEqual((await team.answerTo(2)).replies, [{ value: 12 }]);
  team.sendBytes(call(3).subarray(9));
  await team.answerTo(3);
  assert.ok(team.frames.some(({ type, n }) => type === 'pong' && n === 3));
});

for (const [what, bytes] of [
  ['of length 0', Buffer.alloc(4)],
  ['over the largest', Buffer.from([255, 255, 255, 255])],
  ['that is no JSON', frameOf('{"type"')],
  ['that is no object', frameOf('[1]')],
  ['without a type', frameOf('{}')],
  ['that is no UTF-8', Buffer.from([0, 0, 0, 1, 0xff])],
]) {
  test(`a frame ${what} ends the program`, async (t) => {
    const team = await withTeam(t);
    team.sendBytes(bytes);
    assert.equal(await team.exit(), 1);
  });
}

test('drain waits for the call in flight, says drained, and ends with status 0', async (t) => {
  const team = await withTeam(t);
  team.begun({ command: 'busy', deadline: 30_000, input: {} });
  assert.equal(await team.drain(), 0);
  assert.deepEqual(team.frames.map(({ type }) => type), ['hello', 'reply', 'drained']);
});

test('a program whose runner is gone ends and says so', async (t) => {
  const team = await withTeam(t);
  team.begun({ command: 'hang', deadline: 30_000, input: {} });
  assert.equal(await team.leave(), 1);
  assert.match(team.output.join(), /the runner is gone/);
});

test('a refused program ends', async (t) => {
  const team = await withTeam(t);
  team.send({ type: 'refused', reason: 'too late' });
  assert.equal(await team.exit(), 1);
  assert.match(team.output.join(), /refused: too late/);
});
