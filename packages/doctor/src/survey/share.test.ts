import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeKernel } from '../kernel/fake.ts';
import { encodeDone } from '../wire/inet-diag-reply.ts';
import { foundNamespaces } from './sample-namespaces.ts';
import { share, work } from './share.ts';

const FOUND = foundNamespaces(5);
const replies = () => [encodeDone()];
const world = (fail = {}) =>
  fakeKernel({ namespaces: Object.fromEntries(FOUND.map(({ id }) => [id, { replies }])), fail });

const places = (some: readonly { readonly place: number }[]) => some.map(({ place }) => place);

test('share() takes everything when it is alone, and looks at the same again', () => {
  const alone = share(world(), work(FOUND));
  assert.deepEqual(alone.look(), { held: 5, open: 5 });
  assert.deepEqual(alone.look(), { held: 5, open: 5 });
  assert.deepEqual(
    alone.looked().map(({ place, survey }) => [place, survey?.id, survey?.looks.length]),
    FOUND.map(({ id }, place) => [place, id, 2]),
  );
});

test('share() leaves to others what they have claimed, and takes no more later', () => {
  const job = work(FOUND);
  const [one, other] = [share(world(), job), share(world(), job)];
  assert.equal(one.look().held, 5);
  assert.deepEqual(other.look(), { held: 0, open: 0 });
  assert.deepEqual(other.looked(), []);
  assert.equal(one.look().held, 5);
});

test('share() claims one at a time, so that shares that begin together divide the work', () => {
  const job = work(FOUND);
  const kernel = world();
  const other = share(world(), job);
  let others = 0;
  const within: typeof kernel.within = (ref, work) => {
    if (ref.id === FOUND[1]?.id && others === 0) others = other.look().held;
    return kernel.within(ref, work);
  };
  const one = share({ ...kernel, within }, job);
  assert.equal(one.look().held, 2);
  assert.equal(others, 3);
  assert.deepEqual(
    [places(one.looked()), places(other.looked())],
    [
      [0, 1],
      [2, 3, 4],
    ],
  );
});

test('share() counts a namespace that vanished as held but not open, and says why', () => {
  const gone = FOUND[2]?.ref.path ?? assert.fail('no path');
  const alone = share(world({ [gone]: 'ENOENT' }), work(FOUND));
  assert.deepEqual(alone.look(), { held: 5, open: 4 });
  assert.deepEqual(alone.looked()[2], { place: 2, name: 'ns-2', closed: 'vanished' });
});
