// A retained message is set, replaced and cleared; who subscribes before and after sees it as the options say.
import { input, Peer, scenario } from './scenario.mjs';

const { topic } = input;
const seen = (messages) => messages.map(({ payload, retain, qos }) => ({ payload, retain, qos }));

/** What is retained for a new subscriber: everything before a message that is published behind its SUBACK. */
async function retainedFor(publisher, options = { qos: 2 }) {
  const late = await Peer.connect();
  await late.subscribe(`${topic}/#`, options);
  await publisher.publish(`${topic}/end`, 'end', { qos: 2 });
  const messages = await late.takeUntil('end');
  await late.end();
  return seen(messages);
}

scenario(async () => {
  const publisher = await Peer.connect();
  const live = await Peer.connect();
  await live.subscribe(`${topic}/#`, { qos: 2 });
  const asPublished = input.version === 5 ? await Peer.connect() : undefined;
  await asPublished?.subscribe(`${topic}/#`, { qos: 2, rap: true });

  const results = { before: await retainedFor(publisher) };
  await publisher.publish(`${topic}/a`, 'first', { qos: 1, retain: true });
  results.set = await retainedFor(publisher);
  await publisher.publish(`${topic}/a`, 'second', { qos: 2, retain: true });
  await publisher.publish(`${topic}/a`, 'passing', { qos: 1 });
  results.replaced = await retainedFor(publisher);
  results.atQos0 = await retainedFor(publisher, { qos: 0 });
  if (input.version === 5) {
    results.notWanted = await retainedFor(publisher, { qos: 1, rh: 2 });
    results.again = await subscribeTwice(publisher);
  }

  await publisher.publish(`${topic}/a`, '', { qos: 1, retain: true });
  results.cleared = await retainedFor(publisher);
  await publisher.publish(`${topic}/end`, 'over', { qos: 1 });
  const others = (messages) => seen(messages.filter((message) => message.topic !== `${topic}/end`));
  results.live = others(await live.takeUntil('over'));
  results.asPublished = asPublished && others(await asPublished.takeUntil('over'));
  return results;
});

/** Retain handling 1: with the first of two subscriptions alone. */
async function subscribeTwice(publisher) {
  const peer = await Peer.connect();
  for (let i = 0; i < 2; i++) await peer.subscribe(`${topic}/#`, { qos: 1, rh: 1 });
  await publisher.publish(`${topic}/end`, 'end', { qos: 1 });
  const messages = await peer.takeUntil('end');
  await peer.end();
  return seen(messages);
}
