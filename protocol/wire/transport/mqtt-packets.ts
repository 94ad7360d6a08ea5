import { writeToStream } from 'mqtt-packet';

/**
 * Before its first packet mqtt-packet makes one Buffer for each of the 65,536 packet ids: 7 MB and 10 ms of a Pi's start. It
 * offers to go without (writeToStream.cacheNumbers); what writes packets here imports this first.
 */
Object.assign(writeToStream, { cacheNumbers: false });
