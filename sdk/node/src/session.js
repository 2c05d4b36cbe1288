// One connection to the runner: handshake, calls, heartbeat, cancel, and the end.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Call } from './call.js';
import { errorOf } from './answer.js';
import { FrameReader, LARGEST, frameOf } from './frames.js';
import { States } from './state.js';
import { log, tellTo } from './telling.js';

const SDK = 'node 0.1.0';

export class Session {
  #program;
  #socket;
  #reader = new FrameReader();
  #largest = LARGEST;
  #calls = new Map();
  #states;
  #ready;
  #draining = false;

  constructor(program) {
    this.#program = program;
    this.#states = new States(program.states, () =>
      log.warn(`More than ${program.states} states: those that were not used for longest are forgotten`));
  }

  run() {
    if (this.#program.commands.size === 0) {
      throw new Error('A program needs score, scoreBatch or a command');
    }
    const address = process.env.SCOREBUS_BRIDGE;
    if (!address) {
      end(`SCOREBUS_BRIDGE is not set: Scorebus starts this program. To try it: node test-program.js ${process.argv[1]} --input cases.jsonl`);
    }
    this.#socket = connect(placeOf(address));
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', () => this.#hello());
    this.#socket.on('data', (bytes) => this.#read(bytes));
    this.#socket.on('error', (e) => end(`the connection to the runner failed: ${e.message}`));
    this.#socket.on('close', () => end('the runner is gone'));
  }

  #hello() {
    const { name, concurrency, heartbeat, binary, commands, pure } = this.#program;
    this.#send(JSON.stringify({
      type: 'hello',
      protocol: [1],
      token: readFileSync(process.env.SCOREBUS_BRIDGE_TOKEN_FILE, 'ascii'),
      name,
      commands: [...commands.keys()],
      concurrency,
      heartbeat,
      binary,
      pure,
      sdk: SDK,
    }));
  }

  #read(bytes) {
    try {
      for (const { frame, attachment } of this.#reader.read(bytes)) {
        this.#take(frame, attachment);
      }
    } catch (e) {
      end(`the runner sent ${e.message}`);
    }
  }

  #take(frame, attachment) {
    switch (frame.type) {
      case 'welcome': return this.#welcome(frame);
      case 'refused': return end(`refused: ${frame.reason}`);
      case 'call': return void this.#call(frame, attachment);
      case 'cancel': return this.#calls.get(frame.id)?.cancel();
      case 'ping': return this.#send(JSON.stringify({ type: 'pong', n: frame.n }));
      case 'drain': return this.#drain();
      default: return undefined; // of a later version: to be ignored
    }
  }

  #welcome({ maxFrame = LARGEST, model, settings = {} }) {
    this.#largest = maxFrame;
    this.#reader.largest = maxFrame;
    tellTo((frame) => this.#send(JSON.stringify(frame)));
    this.#ready = this.#load(model, settings);
    this.#ready.catch((e) => end(`the program cannot load: ${e?.stack ?? e}`));
  }

  async #load(model, settings) {
    const { load, snapshot } = this.#program;
    this.#states.restore(await snapshot.load?.());
    if (snapshot.save) {
      setInterval(() => this.#save().catch((e) => log.error(`States were not saved: ${e.message}`)), snapshot.every).unref();
    }
    return { model, settings, loaded: await load({ model, settings, log }) };
  }

  async #call(frame, attachment) {
    const call = new Call(this.#program, frame, attachment, this.#states);
    this.#calls.set(frame.id, call);
    const json = await this.#answer(call, frame);
    this.#calls.delete(frame.id);
    this.#send(json);
    if (this.#draining) {
      this.#drain();
    }
  }

  async #answer(call, { id }) {
    try {
      const json = await call.answer(this.#ready);
      if (Buffer.byteLength(json) > this.#largest) {
        throw new RangeError(`the reply has more than ${this.#largest} bytes`);
      }
      call.commit();
      return json;
    } catch (e) {
      return JSON.stringify({ type: 'failed', id, error: errorOf(e) });
    }
  }

  async #save() {
    const { save } = this.#program.snapshot;
    if (save && this.#states.changed) {
      this.#states.changed = false;
      await save(this.#states.snapshot());
    }
  }

  async #drain() {
    this.#draining = true;
    if (this.#calls.size > 0) {
      return;
    }
    try {
      await this.#save();
    } catch (e) {
      log.error(`States were not saved: ${e.message}`);
    }
    this.#send('{"type":"drained"}');
    this.#socket.removeAllListeners('close');
    this.#socket.end(() => process.exit(0));
  }

  #send(json) {
    if (this.#socket.writable) {
      this.#socket.write(frameOf(json));
    }
  }
}

function placeOf(address) {
  const tcp = /^tcp:(.+):(\d+)$/.exec(address);
  if (tcp) {
    return { host: tcp[1], port: Number(tcp[2]) };
  }
  if (address.startsWith('unix:')) {
    return { path: address.slice('unix:'.length) };
  }
  return end(`SCOREBUS_BRIDGE is neither tcp: nor unix: but ${address}`);
}

function end(why) {
  process.stderr.write(`scorebus: ${why}\n`);
  process.exit(1);
}
