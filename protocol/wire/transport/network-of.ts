import ipaddr from 'ipaddr.js';

/**
 * Who is counted as one where something is limited for each address: an IPv4 address; of IPv6 the network of 64 bits, for whoever
 * has one address of it has all of them. Anything else is counted as it is written.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const known = ipaddr.process(address);
  if (known.kind() === 'ipv4' || known.range() === 'loopback') return known.toString();
  return `${ipaddr.fromByteArray([...known.toByteArray().slice(0, 8), ...Array<number>(8).fill(0)])}/64`;
}
