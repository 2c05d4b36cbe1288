// Forecasts how many hours a pull request waits, and says why. Put your own science in the place of `score`.
import { explained, program } from 'scorebus';

const HOURS_OF_ALL = 10;
const HOURS_PER_MEMBER = 0.5;
const HOURS_BY_LANGUAGE = new Map([['go', 0.5]]);

function score({ message }) {
  if (typeof message.team_size !== 'number') {
    throw new TypeError('team_size is missing or no number');
  }
  const contributions = {
    team_size: HOURS_PER_MEMBER * message.team_size,
    lang: HOURS_BY_LANGUAGE.get(message.lang) ?? 0,
  };
  const hours = Object.values(contributions).reduce((sum, part) => sum + part, HOURS_OF_ALL);
  return explained(hours, HOURS_OF_ALL, contributions);
}

program('{{name}}').score(score).run();
