// Scores a whole batch at once, takes messages that are no JSON, keeps states in a file, and two calls at once are too many for state.
import { readFileSync, writeFileSync } from 'node:fs';
import { program } from 'scorebus';

const file = process.env.STATES;

const batch = program('batch', { binary: true, heartbeat: true, concurrency: Number(process.env.CONCURRENCY ?? 1) });
if (process.env.STATES) {
  batch.score(({ state }) => {
    state.seen = (state.seen ?? 0) + 1;
    return state.seen;
  });
  batch.snapshot({
    load: () => JSON.parse(readFileSync(file, 'utf8')),
    save: (states) => writeFileSync(file, JSON.stringify(states)),
  });
} else {
  batch.scoreBatch(({ messages }) => {
    if (messages[0].message === 'short') {
      return [1];
    }
    return messages.map(({ message }) => (message === 'bad' ? new RangeError('bad') : message.length));
  }, { pure: true });
}
batch.run();
