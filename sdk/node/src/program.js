// What a program is made of, before it runs.

import { Session } from './session.js';

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Begins a program; give it a function to score with, its commands, and run it. */
export function program(name, options = {}) {
  return new Program(name, options);
}

class Program {
  #name;
  #options;
  #commands = new Map();
  #pure = [];
  #load = async () => undefined;
  #snapshot = {};

  constructor(name, { concurrency = 1, heartbeat = false, binary = false, states = 100_000 }) {
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency is 1 or more, not ${concurrency}`);
    }
    this.#name = name;
    this.#options = { concurrency, heartbeat, binary, states };
  }

  /** Called once, before the first call; what it returns is `loaded` of every call. */
  load(fn) {
    this.#load = fn;
    return this;
  }

  /** Called once for each message. */
  score(fn, options = {}) {
    return this.#add('score', { each: fn }, options);
  }

  /** Called once for a batch; returns an array with one value (or an Error) for each message, in their order. */
  scoreBatch(fn, options = {}) {
    return this.#add('score', { batch: fn }, options);
  }

  /** A command of the program's own: one JSON value in, one out. */
  command(name, fn, options = {}) {
    return this.#add(name, { input: fn }, options);
  }

  /** Where states come from at the start (`load`), and where they go before the end and every `every` milliseconds (`save`). */
  snapshot({ load, save, every = 60_000 }) {
    this.#snapshot = { load, save, every };
    return this;
  }

  /** Connects to Scorebus and works until it says that it is enough. Ends the process. */
  run() {
    new Session({
      name: this.#name,
      ...this.#options,
      commands: this.#commands,
      pure: this.#pure,
      load: this.#load,
      snapshot: this.#snapshot,
    }).run();
  }

  #add(name, command, { pure = false }) {
    if (!NAME.test(name)) {
      throw new RangeError(`The name of a command is like ${NAME.source}, not ${name}`);
    }
    if (this.#commands.has(name)) {
      throw new RangeError(`There are two functions for the command ${name}`);
    }
    this.#commands.set(name, command);
    if (pure) {
      this.#pure.push(name);
    }
    return this;
  }
}
