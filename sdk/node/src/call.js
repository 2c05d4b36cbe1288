// One call: a batch of messages, or one input.

import { entryOf, errorOf, jsonOf } from './answer.js';
import { CallStates } from './state.js';
import { log, progress } from './telling.js';

/** After so many milliseconds of work without a pause, pings and cancels get their turn. */
const TURN = 50;

class Refused extends Error {
  constructor(name, message, retryable = false) {
    super(message);
    this.name = name;
    this.retryable = retryable;
  }
}

export class Call {
  #program;
  #frame;
  #attachment;
  #states;
  #aborter = new AbortController();
  #lastTurn = performance.now();
  #ends;

  constructor(program, frame, attachment, states) {
    this.#program = program;
    this.#frame = frame;
    this.#attachment = attachment;
    this.#states = new CallStates(states);
    this.#ends = performance.now() + (frame.deadline ?? Infinity);
  }

  cancel() {
    this.#aborter.abort(new Refused('Cancelled', 'the call was cancelled', true));
  }

  /** What this call did to states is kept, unless its deadline has passed: the runner drops its answer then. */
  commit() {
    if (performance.now() <= this.#ends) {
      this.#states.commit();
    }
  }

  /** The JSON text of the reply. Throws when the call fails as a whole; a call that is cancelled does so at once. */
  async answer(ready) {
    const { signal } = this.#aborter;
    const cancelled = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const work = this.#work(ready);
    work.catch(() => {}); // what fails after a cancel is nobody's business
    return Promise.race([work, cancelled]);
  }

  async #work(ready) {
    const { id, command, messages, input } = this.#frame;
    const known = this.#program.commands.get(command);
    if (known === undefined) {
      throw new Refused('UnknownCommand', `there is no command ${command}, but ${[...this.#program.commands.keys()].join(', ')}`);
    }
    const context = this.#context(await ready);
    if (known.input) {
      if (messages !== undefined) {
        throw new Refused('WrongUse', `${command} takes an input, not messages`);
      }
      return `{"type":"reply","id":${id},"result":${resultOf(await known.input({ ...context, input }))}}`;
    }
    if (messages === undefined) {
      throw new Refused('WrongUse', `${command} takes messages, not an input`);
    }
    const entries = known.each ? await this.#each(known.each, context) : await this.#batch(known.batch, context);
    return `{"type":"reply","id":${id},"replies":[${entries.join(',')}]}`;
  }

  #context({ model, settings, loaded }) {
    const { id, command, explain = false, deadline } = this.#frame;
    const { signal } = this.#aborter;
    const told = (done, message) => progress(id, done, message);
    return { command, explain, deadline, model, settings, loaded, signal, log, progress: told };
  }

  /** One after the other, so that messages of one customer find the state that the earlier ones left. */
  async #each(fn, context) {
    const entries = [];
    for (const message of this.#frame.messages) {
      await this.#pause();
      entries.push(await this.#one(fn, message, context));
    }
    return entries;
  }

  async #one(fn, message, context) {
    try {
      const view = new MessageView(context, this.#facts(message), () => this.#stateOf(message));
      const entry = entryOf(await fn(view), context.explain);
      if (view.touched) {
        this.#states.keep(message, view.state);
      }
      return entry;
    } catch (e) {
      return failed(e);
    }
  }

  async #batch(fn, context) {
    const messages = this.#frame.messages.map((message) => this.#facts(message));
    const returned = await fn({ ...context, messages });
    if (!Array.isArray(returned) || returned.length !== messages.length) {
      const got = Array.isArray(returned) ? `${returned.length} values` : `a ${typeof returned}`;
      throw new Refused('WrongCount', `${messages.length} messages were given, and ${got} came back`);
    }
    return returned.map((one) => {
      try {
        return one instanceof Error ? failed(one) : entryOf(one, context.explain);
      } catch (e) {
        return failed(e);
      }
    });
  }

  #facts({ data, bytes, id, key, customer, time }) {
    const message = bytes === undefined ? data : this.#attachment?.subarray(bytes[0], bytes[0] + bytes[1]);
    return { message, id, key, customer, time };
  }

  #stateOf(message) {
    if (this.#program.concurrency > 1) {
      throw new Refused('WrongUse', 'state is only for programs of concurrency 1');
    }
    return this.#states.copyFor(message);
  }

  async #pause() {
    if (performance.now() - this.#lastTurn > TURN) {
      await new Promise((resume) => { setImmediate(resume); });
      this.#lastTurn = performance.now();
    }
    this.#aborter.signal.throwIfAborted();
  }
}

/** What a scoring function gets. Its state is copied only for a function that asks for it. */
class MessageView {
  #state;
  #copy;

  constructor(context, facts, copy) {
    Object.assign(this, context, facts);
    this.#copy = copy;
  }

  get state() {
    this.#state ??= this.#copy();
    return this.#state;
  }

  get touched() {
    return this.#state !== undefined;
  }
}

function resultOf(returned) {
  return returned === undefined ? '{}' : jsonOf(returned, 'the result');
}

function failed(e) {
  return JSON.stringify({ error: errorOf(e) });
}
