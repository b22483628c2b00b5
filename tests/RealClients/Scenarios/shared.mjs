// Three members of a shared subscription, and somebody beside them who gets everything.
import { input, numbers, Peer, scenario } from './scenario.mjs';

const { topic, count } = input;

scenario(async () => {
  const filter = `$share/group/${topic}/+`;
  const members = await Promise.all([1, 2, 3].map(() => Peer.connect()));
  for (const member of members) {
    await member.subscribe(filter, { qos: 2 });
    await member.subscribe(`${topic}/all/end`, { qos: 2 });
  }

  const beside = await Peer.connect();
  await beside.subscribe(`${topic}/+`, { qos: 2 });
  const publisher = await Peer.connect();
  const results = [];
  for (const qos of [0, 1, 2]) {
    await publisher.publishAll(`${topic}/${qos}`, numbers(count), { qos });
    await publisher.publish(`${topic}/${qos}`, 'end', { qos });
    await publisher.publish(`${topic}/all/end`, 'end of all', { qos: 2 });
    const ofMembers = [];
    for (const member of members) ofMembers.push(await member.takeUntil('end of all'));
    const payloads = (messages) => messages.map((message) => message.payload);
    results.push({ members: ofMembers.map(payloads), beside: payloads(await beside.takeUntil('end')) });
  }

  // Who leaves gets nothing more, and the others get it.
  await members[0].client.unsubscribeAsync(filter);
  await members[1].end();
  await publisher.publishAll(`${topic}/1`, numbers(10), { qos: 1 });
  return { results, last: (await members[2].take(10)).map((message) => message.payload), left: members[0].messages.length };
});
