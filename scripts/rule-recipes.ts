/**
 * Which cure in the application belongs to which rule, with the pages that show it. Pure.
 * @module
 */

/** Stacks whose page has a section for each cure. */
const PAGES = { Python: 'python', Java: 'java', Go: 'go' } as const;

const CURES = {
  pool: { name: 'a connection pool', anchor: 'pool', kit: 'pool' },
  backlog: { name: 'a backlog that fits', anchor: 'backlog', kit: 'listen' },
  heartbeat: { name: 'heartbeats and timeouts', anchor: 'heartbeat', kit: 'heartbeat' },
  offload: { name: 'work apart from I/O', anchor: 'work-apart-from-io', kit: 'offload' },
} as const;

/** Rules whose cure is in the application. */
const CURE_OF: Readonly<Record<string, readonly (keyof typeof CURES)[]>> = {
  'accept-queue-overflow': ['backlog', 'offload'],
  'accept-queue-delay': ['backlog', 'offload'],
  'unaccepted-close-wait': ['offload'],
  'port-exhaustion-time-wait': ['pool'],
  'port-exhaustion-established': ['pool'],
  'time-wait-overflow': ['pool'],
  'conntrack-full': ['pool'],
  'close-wait-leak': ['pool'],
  'peer-gone': ['heartbeat'],
  'half-open-risk': ['heartbeat'],
  'peer-not-reading': ['heartbeat'],
  'receiver-app-slow': ['offload'],
  'application-slow': ['offload'],
};

/** A line of links for each cure of a rule; empty where no application can help. */
export const recipeLines = (rule: string): string =>
  (CURE_OF[rule] ?? []).map((cure) => recipeLine(CURES[cure])).join('\n');

function recipeLine({ name, anchor, kit }: (typeof CURES)[keyof typeof CURES]): string {
  const pages = Object.entries(PAGES).map(
    ([stack, page]) => `[${stack}](../recipes/${page}.md#${anchor})`,
  );
  const node = `[Node.js](../../packages/kit/src/${kit}/README.md)`;
  return `- ${name}: ${[node, ...pages].join(' · ')} · [nginx, HAProxy](../recipes/README.md)`;
}
