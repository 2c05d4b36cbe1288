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
import { isDeepStrictEqual, parseArgs } from 'node:util';
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

/** What is wrong with an answer, or undefined. A case says `value` (with `tolerance`), `error` (its class), or nothing. */
export function mistake(answer, { value, tolerance = 0, error }) {
  if (error !== undefined) {
    return answer.error?.class === error ? undefined : `expected the error ${error}`;
  }
  if (value === undefined) {
    return undefined;
  }
  const same = typeof value === 'number' && typeof answer.value === 'number'
    ? Math.abs(answer.value - value) <= tolerance
    : isDeepStrictEqual(answer.value, value);
  return same ? undefined : `expected ${JSON.stringify(value)}`;
}

function casesIn(file) {
  return readFileSync(file, 'utf8').split('\n').flatMap((line, at) => {
    if (line.trim() === '') {
      return [];
    }
    try {
      const read = JSON.parse(line);
      if (read === null || typeof read !== 'object' || !('data' in read)) {
        throw new Error('a case is an object with data, and perhaps value or error');
      }
      return [{ line: at + 1, ...read }];
    } catch (e) {
      throw new Error(`${file}:${at + 1}: ${e.message}`);
    }
  });
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      input: { type: 'string' },
      model: { type: 'string' },
      settings: { type: 'string', default: '{}' },
      explain: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length !== 1 || !values.input) {
    process.stderr.write('Usage: test-program.js PROGRAM.js --input CASES.jsonl [--model FOLDER] [--settings JSON] [--explain]\n'
      + 'A case is one line: {"data": …, "key": …, "customer": …, "value": EXPECTED, "tolerance": 0.01} or {"data": …, "error": "CLASS"}.\n'
      + 'The exit status is 0 only if every answer is as expected.\n');
    return values.help ? 0 : 2;
  }
  const cases = casesIn(values.input);
  const model = values.model && { name: 'model', version: 'test', folder: realpathSync(values.model) };
  const running = await startProgram(positionals[0], { model, settings: JSON.parse(values.settings) });
  let wrong = 0;
  try {
    for (let from = 0; from < cases.length; from += 500) {
      const batch = cases.slice(from, from + 500);
      const answers = await running.score(batch.map(({ data, id, key, customer, time }) => ({ data, id, key, customer, time })), { explain: values.explain });
      answers.forEach((answer, at) => {
        const why = mistake(answer, batch[at]);
        wrong += why === undefined ? 0 : 1;
        process.stdout.write(`${why === undefined ? 'ok' : 'WRONG'} line ${batch[at].line}: ${JSON.stringify(answer)}${why === undefined ? '' : `, ${why}`}\n`);
      });
    }
    await running.drain();
  } finally {
    running.kill();
  }
  const dropped = running.logs.filter(({ message }) => message.startsWith('The metric '));
  dropped.forEach(({ message }) => process.stdout.write(`WRONG ${message}\n`));
  running.output.forEach((line) => process.stdout.write(`output: ${line}\n`));
  process.stdout.write(`${cases.length} cases, ${wrong} wrong\n`);
  return wrong + dropped.length === 0 ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main();
  } catch (e) {
    process.stderr.write(`${e.message}\n`);
    process.exitCode = 1;
  }
}
