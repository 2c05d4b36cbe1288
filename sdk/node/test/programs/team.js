// The program that the tests run: as simple as one of a user, with a little of everything.
import { Retryable, counter, explained, gauge, histogram, log, program } from 'scorebus';

program('team')
  .load(async ({ model, settings }) => ({ base: settings.base ?? 10, version: model?.version ?? 'none' }))
  .score(async ({ message, state, loaded, settings, signal }) => {
    if (message?.wait) {
      await new Promise((resolve) => { setTimeout(resolve, message.wait); });
    }
    if (message?.spin) {
      const until = performance.now() + message.spin;
      while (performance.now() < until);
      log.info('spun');
      return 'spun';
    }
    if (message?.untilCancelled) {
      await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }); });
      log.info('cancelled');
    }
    if (message?.odd !== undefined) {
      return { NaN: NaN, undefined: undefined, inner: { a: [1, NaN] }, infinite: Infinity, date: new Date(NaN), hole: { a: undefined }, null: null }[message.odd];
    }
    state.seen = (state.seen ?? 0) + 1;
    if (message?.seen) {
      return state.seen;
    }
    if (message?.retry) {
      throw new Retryable('the service is away');
    }
    if (typeof message?.team_size !== 'number') {
      throw new TypeError('team_size is missing');
    }
    counter('scored', 1, { lang: message.lang });
    return explained(loaded.base + message.team_size / 2, loaded.base, { team_size: message.team_size / 2 });
  })
  .command('train', async ({ input, progress, model }) => {
    progress(0.5, 'half of it');
    gauge('rows', input.rows);
    gauge('rows', NaN);
    histogram('Bad name', 1);
    log.warn('it is read', { rows: input.rows, nested: { a: 1 } });
    return { rows: input.rows, model: model?.folder };
  })
  .command('hang', async () => new Promise(() => {}))
  .command('busy', async () => {
    const until = performance.now() + 300;
    while (performance.now() < until) {
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
    return 'done';
  })
  .command('nothing', () => undefined)
  .command('large', ({ input }) => 'x'.repeat(input))
  .run();
