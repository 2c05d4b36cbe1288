// What a program tells beside its answers: metrics and log lines. One process is one program, so there is one listener.

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

const early = [];
let listener = (frame) => early.length < 1000 && early.push(frame);
const warned = new Set();

/** From now on every metric, log and progress frame goes there, and so does what was told before. */
export function tellTo(receiver) {
  listener = receiver;
  early.splice(0).forEach(receiver);
}

/** Adds to a counter that Prometheus sees with the labels of the action. */
export function counter(name, value = 1, labels = {}) {
  metric('counter', name, value, labels);
}

/** Sets a gauge. */
export function gauge(name, value, labels = {}) {
  metric('gauge', name, value, labels);
}

/** Observes one value of a histogram. */
export function histogram(name, value, labels = {}) {
  metric('histogram', name, value, labels);
}

export const log = {
  debug: (message, fields) => line('debug', message, fields),
  info: (message, fields) => line('info', message, fields),
  warn: (message, fields) => line('warn', message, fields),
  error: (message, fields) => line('error', message, fields),
};

export function progress(id, done, message) {
  listener({
    type: 'progress',
    id,
    done: Number.isFinite(done) ? Math.min(1, Math.max(0, done)) : undefined,
    message: message === undefined ? undefined : String(message),
  });
}

function line(level, message, fields) {
  const plain = fields === undefined ? undefined : Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isPlain(value) ? value : String(value)]));
  listener({ type: 'log', level, message: String(message), fields: plain });
}

function isPlain(value) {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** A metric is never worth a score: one that breaks the rules is dropped, and a log line says so once. */
function metric(kind, name, value, labels) {
  const wrong = mistake(kind, name, value, labels);
  if (wrong === undefined) {
    const texts = Object.entries(labels).map(([label, text]) => [label, String(text)]);
    listener({ type: 'metric', name, kind, value, labels: Object.fromEntries(texts) });
  } else if (!warned.has(`${name} ${wrong}`) && warned.size < 1000) {
    warned.add(`${name} ${wrong}`);
    log.warn(`The metric ${name} is dropped: ${wrong}`);
  }
}

function mistake(kind, name, value, labels) {
  if (!NAME.test(name)) {
    return `a name is like ${NAME.source}`;
  }
  if (!Number.isFinite(value) || (kind === 'counter' && value < 0)) {
    return `its value is ${value}`;
  }
  const all = Object.entries(labels);
  if (all.length > 5) {
    return `it has ${all.length} labels, of 5 at most`;
  }
  const bad = all.find(([label, text]) => !NAME.test(label) || String(text).length > 100);
  return bad === undefined ? undefined : `its label ${bad[0]} is not like ${NAME.source} or has more than 100 characters`;
}
