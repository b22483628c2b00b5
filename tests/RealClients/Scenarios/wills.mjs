// Wills: of a client that loses its power, of one that says goodbye, and what delays or withholds them.
import { input, Peer, scenario } from './scenario.mjs';

const { topic, version } = input;
const willOf = (name, more = {}) => ({ topic: `${topic}/will`, payload: name, qos: 1, retain: false, ...more });

scenario(async () => {
  const watcher = await Peer.connect();
  await watcher.subscribe(`${topic}/will`, { qos: 2 });
  const client = (name, will, more) => Peer.connect({ clientId: `${topic}-${name}`, will: willOf(name, will), ...more });

  await (await client('goodbye')).end();
  await (await client('power lost', { qos: 2 })).destroy();
  const results = { powerLost: await watcher.next() };

  await (await client('kept', { retain: true })).destroy();
  results.live = await watcher.next();
  const late = await Peer.connect();
  await late.subscribe(`${topic}/will`, { qos: 1 });
  results.retained = await late.next();

  const first = await client('taken over');
  const closed = first.event('close');
  const second = await client('taken over');
  await closed;
  results.takenOver = await watcher.next();
  await second.end();

  if (version === 5) Object.assign(results, await playVersion5(watcher, client));
  await watcher.publish(`${topic}/will`, 'end', { qos: 1 });
  results.more = await watcher.takeUntil('end');
  return results;
});

async function playVersion5(watcher, client) {
  const results = {};
  await (await client('wanted')).end({ reasonCode: 4 });
  results.wanted = await watcher.next();

  const properties = {
    contentType: 'text/plain',
    responseTopic: 'answers',
    correlationData: Buffer.from('c'),
    userProperties: { place: ['farm', 'plot'] },
    payloadFormatIndicator: true,
    messageExpiryInterval: 100,
  };
  await (await client('described', { properties })).destroy();
  results.described = await watcher.next();

  // The first comes back before its will is due; the second's is due later, so that by then the first's would have come.
  const delayed = (willDelayInterval, clean = true) => [
    { properties: { willDelayInterval } },
    { clean, properties: { sessionExpiryInterval: 100 } },
  ];
  await (await client('back', ...delayed(1))).destroy();
  const back = await client('back', { payload: 'never' }, { clean: false, properties: { sessionExpiryInterval: 100 } });
  results.sessionPresent = back.connack.sessionPresent;
  const late = await client('late', ...delayed(2));
  const goneAt = performance.now();
  await late.destroy();
  results.late = await watcher.next();
  results.lateAfterMs = Math.round(performance.now() - goneAt);
  await back.end();

  // §3.1.3.2.2: a will is not delayed beyond the end of its session.
  await (await client('session over', { properties: { willDelayInterval: 100 } }, { properties: { sessionExpiryInterval: 1 } })).destroy();
  results.sessionOver = await watcher.next();
  return results;
}
