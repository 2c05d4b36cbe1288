// A feed for each reader, brought up to date by each event that concerns them.
import { counter, program } from 'scorebus';
import { update } from './feed.js';

const FIELDS = new Map([['reader', 'string'], ['issue', 'string'], ['type', 'string'], ['actor', 'string'], ['ts', 'number']]);

function score({ message, state }) {
  for (const [field, type] of FIELDS) {
    if (typeof message?.[field] !== type) {
      throw new TypeError(`${field} is missing or no ${type}`);
    }
  }
  counter('feeds_updated', 1, { of: message.actor === message.reader ? 'own' : 'others' });
  return { reader: message.reader, feed: update(state, message) };
}

program('activity-feed').score(score).run();
