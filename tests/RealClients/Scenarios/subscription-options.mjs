// No local and subscription identifiers, alone and where subscriptions overlap.
import { input, Peer, scenario } from './scenario.mjs';

const { topic } = input;
const identifiersOf = ({ properties }) => [properties?.subscriptionIdentifier ?? []].flat().sort((a, b) => a - b);

scenario(async () => {
  const peer = await Peer.connect();
  const other = await Peer.connect();
  await peer.subscribe(`${topic}/quiet`, { qos: 1, nl: true });
  await peer.subscribe(`${topic}/loud`, { qos: 1 });
  for (const name of ['quiet', 'loud']) await peer.publish(`${topic}/${name}`, 'my own', { qos: 1 });
  for (const name of ['quiet', 'loud']) await other.publish(`${topic}/${name}`, "another's", { qos: 1 });
  const noLocal = (await peer.take(3)).map((message) => `${message.topic.slice(topic.length + 1)}: ${message.payload}`);

  const numbered = await Peer.connect();
  await numbered.subscribe(`${topic}/+/x`, { qos: 1, properties: { subscriptionIdentifier: 7 } });
  await numbered.subscribe(`${topic}/a/#`, { qos: 2, properties: { subscriptionIdentifier: 268435455 } });
  for (const name of ['b/x', 'a/y', 'a/x', 'end']) await other.publish(`${topic}/${name}`, name, { qos: 2 });
  await numbered.subscribe(`${topic}/end`, { qos: 1, properties: { subscriptionIdentifier: 1 } });
  await other.publish(`${topic}/end`, 'end', { qos: 1 });
  const messages = await numbered.takeUntil('end');
  const ofPayload = (payload) => messages.filter((message) => message.payload === payload);
  return {
    noLocal,
    one: ofPayload('b/x').map(identifiersOf),
    another: ofPayload('a/y').map(identifiersOf),
    // §3.3.4: one copy with both or one with each.
    both: ofPayload('a/x').flatMap(identifiersOf).sort((a, b) => a - b),
  };
});
