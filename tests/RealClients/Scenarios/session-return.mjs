// The clients of session-leave.mjs come back to what was published while they were away.
import { input, Peer, scenario } from './scenario.mjs';
import { sessions, topics } from './sessions.mjs';

scenario(async () => {
  const publisher = await Peer.connect({ version: 5 });
  const results = [];
  for (const options of sessions) {
    const peer = await Peer.connect(options);
    const { sessionPresent } = peer.connack;
    await publisher.publish(topics.at(-1).topic, 'end', { qos: 2 });
    const messages = await peer.takeUntil('end');
    await peer.end();

    const empty = await Peer.connect(options);
    await publisher.publish(topics.at(-1).topic, 'nothing more', { qos: 2 });
    const more = await empty.takeUntil('nothing more');
    await empty.end();

    const clean = await Peer.connect({ ...options, clean: true });
    results.push({
      sessionPresent,
      ofTopics: topics.map(({ topic }) => messages.filter((message) => message.topic === topic).map((message) => message.payload)),
      qos: [...new Set(messages.map((message) => message.qos))].sort(),
      retained: messages.filter((message) => message.retain).length,
      more: more.length,
      sessionPresentWhenClean: clean.connack.sessionPresent,
    });
    await clean.end();
  }

  return results;
});
