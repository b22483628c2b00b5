// Publishers and subscribers that MQTT.js itself connects again while the server goes away under them.
import { input, numbers, Peer, scenario, tell } from './scenario.mjs';

const versions = [4, 5];

scenario(() => Promise.all(versions.map(play)));

async function play(version) {
  const topic = `${input.topic}/${version}`;
  const persistent = { version, clean: false, reconnectPeriod: 100, properties: version === 5 ? { sessionExpiryInterval: 3600 } : undefined };
  const subscriber = await Peer.connect(persistent);
  await subscriber.subscribe(`${topic}/1`, { qos: 1 });
  await subscriber.subscribe(`${topic}/2`, { qos: 2 });
  const publisher = await Peer.connect(persistent);
  const presence = { subscriber: [], publisher: [] };
  for (const [name, peer] of Object.entries({ subscriber, publisher })) {
    peer.client.on('error', () => {}); // what refuses the connection while nobody listens
    peer.client.on('connect', ({ sessionPresent }) => presence[name].push(sessionPresent));
  }

  // The server is ended when some are through, and the others are on their way or yet to be sent.
  const halves = [0, 1].map((half) => numbers(input.count).slice(half * input.count / 2, (half + 1) * input.count / 2));
  await publish(publisher, topic, halves[0]);
  tell({ halfway: version });
  await publish(publisher, topic, halves[1]);
  while (presence.publisher.length === 0) await publish(publisher, `${topic}/beside`, ['still there?']);

  await publish(publisher, topic, ['end']);
  await subscriber.until(() => subscriber.messages.filter((message) => message.payload === 'end').length >= 2, 'the last of both');
  const payloads = (qos) => subscriber.messages.filter((m) => m.topic === `${topic}/${qos}` && m.payload !== 'end').map((m) => Number(m.payload));
  return { version, presence, atLeastOnce: payloads(1), exactlyOnce: payloads(2) };
}

const publish = (publisher, topic, payloads) =>
  Promise.all([1, 2].map((qos) => publisher.publishAll(`${topic}/${qos}`, payloads, { qos }, 10)));
