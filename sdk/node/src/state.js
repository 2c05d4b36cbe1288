// What a program remembers of each customer, or of each key where the action names no customer.

/** Plain data per customer in memory; the one that was not used for longest is forgotten first. */
export class States {
  #known = new Map();
  #most;
  changed = false;
  #full = () => {};

  constructor(most, full) {
    this.#most = most;
    this.#full = full;
  }

  get(name) {
    return this.#known.get(name);
  }

  set(name, state) {
    this.#known.delete(name);
    this.#known.set(name, state);
    this.changed = true;
    if (this.#known.size > this.#most) {
      this.#known.delete(this.#known.keys().next().value);
      this.#full();
      this.#full = () => {};
    }
  }

  snapshot() {
    return Object.fromEntries(this.#known);
  }

  restore(snapshot) {
    for (const [name, state] of Object.entries(snapshot ?? {})) {
      this.set(name, state);
    }
    this.changed = false;
  }
}

/** The states that one call works on. They are kept only when the whole call is answered: a call that is tried again finds them as they were. */
export class CallStates {
  #states;
  #touched = new Map();

  constructor(states) {
    this.#states = states;
  }

  /** A copy for one message; `keep` it when the message is scored, so that one that fails changes nothing. */
  copyFor(message) {
    const name = nameOf(message);
    const now = name === undefined ? undefined : (this.#touched.get(name) ?? this.#states.get(name));
    return now === undefined ? {} : structuredClone(now);
  }

  keep(message, state) {
    const name = nameOf(message);
    if (name !== undefined) {
      this.#touched.set(name, state);
    }
  }

  commit() {
    for (const [name, state] of this.#touched) {
      this.#states.set(name, state);
    }
  }
}

function nameOf({ customer, key }) {
  if (customer !== undefined) {
    return `customer/${customer}`;
  }
  return key === undefined ? undefined : `key/${key}`;
}
