import { BlockList, isIP } from 'node:net';

/** A network of servers that pass strangers' mail on to the listener: their word on where it came from is taken. */
export interface RelayNetwork {
  readonly address: string;
  /** Bits of the address that count. */
  readonly prefix: number;
  /** The name under which these servers write their Authentication-Results (RFC 8601); null: they write none. */
  readonly authservId: string | null;
}

/** An address that is one of the relays. */
export type Relay = Pick<RelayNetwork, 'authservId'>;

/** @returns null for an address of which nothing is known; the first network that holds it counts */
export type FindRelay = (address: string) => Relay | null;

export function openRelays(networks: readonly RelayNetwork[]): FindRelay {
  const lists = networks.map((network) => {
    const list = new BlockList();
    list.addSubnet(network.address, network.prefix, familyOf(network.address));
    return { list, authservId: network.authservId };
  });
  return (address) => {
    const plain = plainAddress(address);
    if (isIP(plain) === 0) return null;
    return lists.find(({ list }) => list.check(plain, familyOf(plain))) ?? null;
  };
}

/**
 * One entry as it is written in the settings: `192.0.2.25`, `2001:db8::/32`, or `192.0.2.0/24=mx.example.com` with the
 * name of the Authentication-Results.
 * @returns null for what is none
 */
export function readRelayNetwork(entry: string): RelayNetwork | null {
  const [, address = '', bits, authservId] =
    /^([0-9a-f.:]+)(?:\/(\d{1,3}))?(?:=([^\s=,;]+))?$/i.exec(entry.trim()) ?? [];
  const family = isIP(address);
  if (family === 0) return null;
  const most = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  // All the world is nobody's relay.
  return prefix < 1 || prefix > most ? null : { address, prefix, authservId: authservId ?? null };
}

/** An IPv4 address as such, also where a socket of both families reports it as IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
