#!/usr/bin/env node
// Runs a program as Scorebus would, without Scorebus: for unit tests of science code, and on the command line.
//
//     node test-program.js program.js --input cases.jsonl

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { FrameReader, LARGEST, frameOf } from './src/frames.js';

/** Starts a program (a file for node, or a whole command) and waits until it says what it can do. */
export async function startProgram(program, options = {}) {
  const started = new RunningProgram(Array.isArray(program) ? program : [process.execPath, program], options);
  await started.begin();
  return started;
}

class RunningProgram {
  hello;
  metrics = [];
  logs = [];
  progress = [];
  output = [];
  /** Every frame that came, in order. */
  frames = [];
  #command;
  #options;
  #folder = mkdtempSync(join(tmpdir(), 'scorebus-test-'));
  #socket;
  #child;
  #ended;
  #reader = new FrameReader();
  #waiting = [];
  #lastCall = 0;

  constructor(command, options) {
    this.#command = command;
    this.#options = { timeout: 30_000, maxFrame: LARGEST, settings: {}, env: {}, ...options };
  }

  async begin() {
    const token = 'a-token-of-the-test-kit';
    const tokenFile = join(this.#folder, 'token');
    writeFileSync(tokenFile, token, { mode: 0o400 });
    const server = createServer((socket) => this.#connected(socket));
    await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
    this.#child = spawn(this.#command[0], this.#command.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        ...this.#options.env,
        SCOREBUS_BRIDGE: `tcp:127.0.0.1:${server.address().port}`,
        SCOREBUS_BRIDGE_TOKEN_FILE: tokenFile,
      },
    });
    this.#watch();
    try {
      this.hello = await this.next((frame) => frame.type === 'hello', 'hello');
      if (this.hello.token !== token) {
        throw new Error(`the token is ${this.hello.token}, not that of the token file`);
      }
    } finally {
      server.close();
    }
    const { maxFrame, model, settings } = this.#options;
    this.send({ type: 'welcome', protocol: 1, maxFrame, model, settings });
  }

  /** One call with messages; each is `{data, key, customer, id, time}`. Gives one `{value, explanation}` or `{error}` for each. */
  async score(messages, { command = 'score', explain = false, deadline = 30_000 } = {}) {
    const reply = await this.call({ command, deadline, explain, messages });
    return reply.replies;
  }

  /** One call with an input; gives its result. */
  async command(name, input, { deadline = 30_000 } = {}) {
    const reply = await this.call({ command: name, deadline, input });
    return reply.result;
  }

  /** Sends a call and gives the frame that answers it; throws what a program says that failed as a whole. */
  async call(call) {
    const id = this.begun(call);
    const reply = await this.answerTo(id);
    if (reply.type === 'failed') {
      throw Object.assign(new Error(`${reply.error.class}: ${reply.error.message}`), { error: reply.error });
    }
    return reply;
  }

  /** Sends a call without waiting, and gives its id. */
  begun(call) {
    this.#lastCall += 1;
    this.send({ type: 'call', id: this.#lastCall, ...call });
    return this.#lastCall;
  }

  answerTo(id) {
    return this.next((frame) => ['reply', 'failed'].includes(frame.type) && frame.id === id, `answer to call ${id}`);
  }

  cancel(id) {
    this.send({ type: 'cancel', id });
  }

  async ping(n) {
    this.send({ type: 'ping', n });
    return this.next((frame) => frame.type === 'pong' && frame.n === n, 'pong');
  }

  /** Says that there are no more calls; gives the exit status of the program. */
  async drain() {
    this.send({ type: 'drain' });
    return this.exit();
  }

  /** Closes the connection, as a runner that dies does; gives the exit status of the program. */
  async leave() {
    this.#socket.destroy();
    return this.exit();
  }

  async exit() {
    const { timeout } = this.#options;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the program did not end within ${timeout} ms`)), timeout);
    });
    try {
      return await Promise.race([this.#ended, late]);
    } finally {
      clearTimeout(timer);
      this.kill();
    }
  }

  kill() {
    this.#child.kill('SIGKILL');
    this.#socket?.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  send(frame) {
    this.sendBytes(frameOf(JSON.stringify(frame)));
  }

  sendBytes(bytes) {
    this.#socket.write(bytes);
  }

  /** The first frame, of those that came or come, that is wanted and was not taken yet. */
  next(wanted, what) {
    const { timeout } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#problem(`no ${what} within ${timeout} ms`)), timeout);
      const stop = (settle) => (result) => {
        clearTimeout(timer);
        settle(result);
      };
      this.#waiting.push({ wanted, resolve: stop(resolve), reject: stop(reject), what });
    });
  }

  #connected(socket) {
    if (this.#socket) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      for (const { frame } of this.#reader.read(bytes)) {
        this.#take(frame);
      }
    });
    socket.on('error', () => {});
  }

  #take(frame) {
    this.frames.push(frame);
    ({ metric: this.metrics, log: this.logs, progress: this.progress })[frame.type]?.push(frame);
    const at = this.#waiting.findIndex(({ wanted }) => wanted(frame));
    if (at >= 0) {
      this.#waiting.splice(at, 1)[0].resolve(frame);
    }
  }

  #watch() {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.output.push(line));
    }
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (e) => {
        this.output.push(e.message);
        resolve(-1);
      });
      this.#child.on('close', (status) => resolve(status));
    });
    this.#ended.then((status) => {
      for (const { reject, what } of this.#waiting.splice(0)) {
        reject(this.#problem(`the program ended with status ${status} before its ${what}`));
      }
    });
  }

  #problem(what) {
    return new Error([what, ...this.output.slice(-20)].join('\n  '));
  }
}

/** What of the expected is not so, or undefined. Only those fields of an object are compared that are expected; numbers may differ by `tolerance`, relative to the larger. */
export function difference(expected, actual, tolerance = 1e-9, where = '') {
  if (isObject(expected) && isObject(actual)) {
    for (const [name, value] of Object.entries(expected)) {
      const place = where === '' ? name : `${where}.${name}`;
      const found = Object.hasOwn(actual, name) ? difference(value, actual[name], tolerance, place) : `${place} is missing`;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.map((value, at) => difference(value, actual[at], tolerance, `${where}[${at}]`)).find((found) => found !== undefined);
  }
  const same = typeof expected === 'number' && typeof actual === 'number'
    ? Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected), Math.abs(actual))
    : expected === actual;
  return same ? undefined : `${where} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What was given cannot be used. */
class Unusable extends Error {}

function linesOf(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (e) {
    throw new Unusable(`${file} cannot be read: ${e.code}`);
  }
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') {
      return [];
    }
    try {
      return [{ line: at + 1, read: JSON.parse(line) }];
    } catch (e) {
      throw new Unusable(`${file}, line ${at + 1}, is no JSON: ${e.message}`);
    }
  });
}

const ABOUT = ['data', 'key', 'customer', 'id', 'time'];

function messageOf(read) {
  const whole = isObject(read) && 'data' in read && Object.keys(read).every((name) => ABOUT.includes(name));
  return whole ? read : { data: read };
}

function expectedIn(file, cases) {
  if (file === undefined) {
    return cases.map(() => undefined);
  }
  const expected = linesOf(file);
  for (const { line, read } of expected) {
    if (!isObject(read) || !['value', 'explanation', 'error'].some((name) => name in read)) {
      throw new Unusable(`${file}, line ${line}, has none of value, explanation and error`);
    }
  }
  if (expected.length !== cases.length) {
    throw new Unusable(`there are ${cases.length} cases, and ${expected.length} lines in ${file}`);
  }
  return expected.map(({ read }) => read);
}

function wrong(answer, expected, tolerance) {
  if (answer.error !== undefined && expected?.error === undefined) {
    return `${answer.error.class}: ${answer.error.message}`;
  }
  if (expected === undefined) {
    return undefined;
  }
  const { line, ...wanted } = expected;
  return difference(wanted, answer, tolerance);
}

const USAGE = `Usage: test-program.js PROGRAM.js --input CASES.jsonl [--expect EXPECTED.jsonl] [--model FOLDER]
       [--settings JSON] [--batch 500] [--tolerance 1e-9] [--no-explanation]
Each line of the input is a message; or {"data": …} with key, customer, id or time beside it. Each line of
the output is an answer, {"line": …, "value": …, "explanation": …} or {"line": …, "error": …}; what one run
prints is what another may expect. Only those fields of an expected line are compared that are there.
The exit status is 0 when all is right, 1 when a case is not, 2 when there is nothing to run.
`;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      input: { type: 'string' },
      expect: { type: 'string' },
      model: { type: 'string' },
      settings: { type: 'string', default: '{}' },
      batch: { type: 'string', default: '500' },
      tolerance: { type: 'string', default: '1e-9' },
      'no-explanation': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, program: positionals[0], wrongUse: positionals.length !== 1 || !values.input };
}

async function main() {
  const chosen = options();
  if (chosen.help || chosen.wrongUse) {
    (chosen.help ? process.stdout : process.stderr).write(USAGE);
    return chosen.help ? 0 : 2;
  }
  const cases = linesOf(chosen.input);
  const expected = expectedIn(chosen.expect, cases);
  const settings = JSON.parse(chosen.settings);
  const model = chosen.model && { name: 'model', version: 'test', folder: realpathSync(chosen.model) };
  const running = await startProgram(chosen.program, { model, settings });
  let right = 0;
  try {
    const batch = Number(chosen.batch);
    for (let from = 0; from < cases.length; from += batch) {
      const page = cases.slice(from, from + batch);
      const answers = await running.score(page.map(({ read }) => messageOf(read)), { explain: !chosen['no-explanation'] });
      answers.forEach((answer, at) => {
        process.stdout.write(`${JSON.stringify({ line: page[at].line, ...answer })}\n`);
        const why = wrong(answer, expected[from + at], Number(chosen.tolerance));
        right += why === undefined ? 1 : 0;
        process.stderr.write(why === undefined ? '' : `${chosen.input}, line ${page[at].line}: ${why}\n`);
      });
    }
    await running.drain();
  } finally {
    running.kill();
  }
  const dropped = running.logs.filter(({ message }) => message.startsWith('The metric '));
  [...dropped.map(({ message }) => message), ...running.output].forEach((line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`${right} of ${cases.length} cases are right\n`);
  return right === cases.length && dropped.length === 0 ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main();
  } catch (e) {
    process.stderr.write(`${e.message}\n`);
    process.exitCode = e instanceof Unusable ? 2 : 1;
  }
}
