// What a reader of a tracker should look at now: the issues that concern them, by how much they concern them and how much is new.

export const HALF_LIFE = 7 * 86_400;
export const SHOWN = 10;
export const KEPT = 100;

const OWN = new Map([['issue.created', 3], ['comment.added', 2], ['attachment.added', 2], ['issue.resolved', 1]]);
const OF_OTHERS = 1;

/**
 * The feed after an event. What a reader does themselves says that an issue concerns them, and that they have seen it; what
 * others do there is news. Both fade: after a week half of it is left.
 *
 * @param state {at, issues: {name: {weight, news, last}}}, changed in place
 * @param event {reader, issue, type, actor, ts}
 */
export function update(state, event) {
  state.issues ??= {};
  // A record may be a little late; time does not run backwards because of it.
  state.at = Math.max(state.at ?? event.ts, event.ts);
  const issue = (state.issues[event.issue] ??= { weight: 0, of: state.at, news: 0 });
  issue.weight = faded(issue, state.at);
  issue.of = state.at;
  issue.last = { type: event.type, actor: event.actor, ts: event.ts };
  if (event.actor === event.reader) {
    issue.weight += OWN.get(event.type) ?? 1;
    issue.news = 0;
  } else {
    issue.weight += OF_OTHERS;
    issue.news += 1;
  }
  const ranked = rank(state);
  for (const [name] of ranked.slice(KEPT)) {
    delete state.issues[name];
  }
  return ranked.slice(0, SHOWN).map(([name, weight]) => {
    const { news, last } = state.issues[name];
    return { issue: name, weight: Math.round(weight * 1000) / 1000, news, last };
  });
}

function rank(state) {
  return Object.entries(state.issues)
    .map(([name, issue]) => [name, faded(issue, state.at)])
    .sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
}

function faded(issue, now) {
  return issue.weight * 2 ** (-(now - issue.of) / HALF_LIFE);
}
