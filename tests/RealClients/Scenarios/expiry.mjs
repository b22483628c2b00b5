// Messages that expire while their subscriber is away, and sessions that do.
import { setTimeout as timePasses } from 'node:timers/promises';
import { input, Peer, scenario } from './scenario.mjs';

const topic = `${input.topic}/expiry`;
const session = (name, sessionExpiryInterval, more = {}) =>
  ({ clientId: `${topic}-${name}`, clean: false, properties: { sessionExpiryInterval }, ...more });

scenario(async () => {
  const publisher = await Peer.connect();
  const results = { messages: await messagesExpire(publisher), sessions: await sessionsExpire() };
  const longest = await Peer.connect(session('long', 0xffffffff));
  results.longestSeconds = longest.connack.properties.sessionExpiryInterval;
  return results;
});

async function messagesExpire(publisher) {
  const away = await Peer.connect(session('away', 1000));
  await away.subscribe(topic, { qos: 1 });
  await away.end();
  const publish = (payload, messageExpiryInterval) => publisher.publish(topic, payload, { qos: 1, properties: { messageExpiryInterval } });
  await publish('soon over', 1);
  await publish('lasts', 1000);
  await publisher.publish(topic, 'for ever', { qos: 1 });
  await timePasses(1_100);
  const back = await Peer.connect(session('away', 1000));
  const messages = await back.take(2);
  await back.end();
  return messages.map(({ payload, properties }) => ({ payload, secondsLeft: properties?.messageExpiryInterval ?? null }));
}

// §3.1.3.2.2: a will that is delayed for longer is published when its session ends, and so tells when that is.
async function sessionsExpire() {
  const watcher = await Peer.connect();
  await watcher.subscribe(`${topic}/over`, { qos: 1 });
  const will = { topic: `${topic}/over`, payload: 'over', qos: 1, properties: { willDelayInterval: 1000 } };
  await (await Peer.connect(session('short', 1, { will }))).destroy();
  await watcher.next();

  await (await Peer.connect(session('given up', 1000))).end({ properties: { sessionExpiryInterval: 0 } });
  await (await Peer.connect(session('kept', 1000))).end();
  const present = {};
  for (const name of ['short', 'given up', 'kept']) present[name] = (await Peer.connect(session(name, 0))).connack.sessionPresent;
  return present;
}
