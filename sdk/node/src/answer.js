// What becomes of one message: the JSON text of its entry in the reply.

/** Thrown when another attempt may help: a service that is away, a lock that is held. */
export class Retryable extends Error {
  name = 'Retryable';
  retryable = true;
}

class Explained {
  constructor(value, base, contributions) {
    this.value = value;
    this.base = base;
    this.contributions = contributions;
  }
}

/** A value with the parts it is made of: `base` and all `contributions` should add up to the raw prediction. */
export function explained(value, base, contributions) {
  return new Explained(value, base, contributions);
}

/** What is no answer: it has no place in JSON, or JSON would silently make another value of it. */
class BadValue extends Error {
  name = 'BadValue';
}

/** The entry of a message that was scored; throws BadValue for what cannot be told. */
export function entryOf(returned, wantsExplanation) {
  if (!(returned instanceof Explained)) {
    return `{"value":${jsonOf(returned, 'the value')}}`;
  }
  const value = jsonOf(returned.value, 'the value');
  const explanation = wantsExplanation ? `,"explanation":${explanationOf(returned)}` : '';
  return `{"value":${value}${explanation}}`;
}

function explanationOf({ base, contributions }) {
  if (contributions === null || typeof contributions !== 'object') {
    throw new BadValue('the contributions of an explanation are an object of numbers');
  }
  for (const [name, part] of [['base', base], ...Object.entries(contributions)]) {
    if (!Number.isFinite(part)) {
      throw new BadValue(`${name} of the explanation is ${shown(part)}, not a number`);
    }
  }
  return JSON.stringify({ base, contributions });
}

/** JSON text of a value that is not null, in which nothing is undefined, NaN or infinite. */
export function jsonOf(value, what) {
  if (value === undefined || value === null) {
    throw new BadValue(`${what} is ${value}`);
  }
  const json = JSON.stringify(value, (name, inner) => {
    if (inner === undefined || ['function', 'symbol', 'bigint'].includes(typeof inner)
        || (typeof inner === 'number' && !Number.isFinite(inner))) {
      throw new BadValue(`${what}${name === '' ? '' : ` has a field ${name} that`} is ${shown(inner)}`);
    }
    return inner;
  });
  if (json === undefined || json === 'null') {
    throw new BadValue(`${what} is ${json} in JSON`);
  }
  return json;
}

function shown(value) {
  return ['number', 'undefined', 'bigint'].includes(typeof value) ? String(value) : `a ${typeof value}`;
}

/** The error of the protocol that what was thrown stands for. */
export function errorOf(thrown) {
  const isError = thrown instanceof Error;
  return {
    class: ((isError && thrown.name) || 'Thrown').slice(0, 200),
    message: String(isError ? thrown.message : thrown).slice(0, 2000),
    retryable: isError && thrown.retryable === true,
  };
}
