// What session-leave.mjs and session-return.mjs share: who leaves, and what is owed to them.
import { input } from './scenario.mjs';

export const sessions = [
  { version: 4, clientId: `${input.topic}-v4`, clean: false },
  { version: 5, clientId: `${input.topic}-v5`, clean: false, properties: { sessionExpiryInterval: 3600 } },
];

export const topics = [1, 2].map((qos) => ({ topic: `${input.topic}/${qos}`, qos }));
