// Sends the connections that this process opens to Azure's and GitHub's own host names to the emulator on loopback, and
// refuses every other host as DNS would. Plain JavaScript, because the preload must cost a measured program nothing.
import dns from 'node:dns';
import net from 'node:net';

/** The host names that the emulator answers for; `*.` stands for one label, as in a certificate. */
export const emulatedHosts = [
  'management.azure.com',
  'management.usgovcloudapi.net',
  'management.chinacloudapi.cn',
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  '*.actions.githubusercontent.com',
  'api.github.com',
  'productionresultssa0.blob.core.windows.net', // where GitHub keeps artifacts
  'github.example.com', // an enterprise server of GitHub's
];

const loopbackHosts = new Set(['localhost', '127.0.0.1', '::1', '[::1]', '0.0.0.0', '::']);

/** Whether the emulator answers for this host name. */
export function isEmulatedHost(host) {
  const name = host.toLowerCase();
  return emulatedHosts.some((pattern) =>
    pattern.startsWith('*.')
      ? name.endsWith(pattern.slice(1)) && !name.slice(0, 1 - pattern.length).includes('.')
      : name === pattern,
  );
}

/**
 * Maps `https://{emulated host}` to `127.0.0.1:{port}` for every connection of this process until the returned function
 * is called. Server name and certificate check stay those of the real name. Loopback itself stays reachable (a proxy
 * under test listens there); all else fails with ENOTFOUND and is told to `onRefused`. The first `dnsFailures`
 * connections to emulated hosts fail with EAI_AGAIN.
 */
export function mapToLoopback({ port, onRefused = () => {}, dnsFailures = 0 }) {
  // One seam is enough: net.connect, tls.connect, the agents of node:https and undici all end in Socket.connect.
  const { connect } = net.Socket.prototype;
  let failuresLeft = dnsFailures;

  const redirect = (options) => {
    const host = String(options.host);
    if (!isEmulatedHost(host) || Number(options.port) !== 443) {
      onRefused(`${host}:${String(options.port)}`);
      return unresolvable(options, host, 'ENOTFOUND');
    }
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      return unresolvable(options, host, 'EAI_AGAIN');
    }
    return { ...options, host: '127.0.0.1', port };
  };

  net.Socket.prototype.connect = function connectToLoopback(...args) {
    const [options, listener] = optionsOf(args);
    if (options === null || options.path || loopbackHosts.has(options.host ?? 'localhost')) {
      return connect.apply(this, args);
    }
    return connect.call(this, redirect(options), listener);
  };
  const restoreDns = mapDns(onRefused);
  return () => {
    net.Socket.prototype.connect = connect;
    restoreDns();
  };
}

/** The forms of Socket.connect: an options object, a port and host, or Node's own array of both; null for a pipe. */
function optionsOf(args) {
  if (Array.isArray(args[0])) return args[0];
  if (typeof args[0] === 'object' && args[0] !== null) return [args[0], args[1]];
  if (!/^\d+$/.test(String(args[0]))) return [null];
  const host = typeof args[1] === 'string' ? args[1] : 'localhost';
  return [{ port: Number(args[0]), host }, args.find((arg) => typeof arg === 'function')];
}

/** The same connection with a name resolution that fails, so that the error takes the way of a real one. */
function unresolvable(options, host, code) {
  // An address would not be looked up at all.
  const name = net.isIP(host) ? `${host}.address` : host;
  return {
    ...options,
    host: name,
    lookup: (_name, _options, callback) => process.nextTick(callback, lookupError(host, code)),
  };
}

function lookupError(host, code) {
  const hint = code === 'ENOTFOUND' ? ' (the emulator answers for no such host)' : '';
  return Object.assign(new Error(`getaddrinfo ${code} ${host}${hint}`), {
    code,
    errno: code === 'ENOTFOUND' ? -3008 : -3001,
    syscall: 'getaddrinfo',
    hostname: host,
  });
}

/** Programs that resolve first and connect to the address afterwards are told loopback, or nothing. */
function mapDns(onRefused) {
  const { lookup } = dns;
  const promised = dns.promises.lookup;
  const verdict = (host) => {
    if (loopbackHosts.has(host) || net.isIP(host)) return 'as it is';
    if (isEmulatedHost(host)) return 'loopback';
    onRefused(`${host} (looked up)`);
    return 'refused';
  };
  dns.lookup = (host, ...rest) => {
    const callback = rest.at(-1);
    const options = typeof rest[0] === 'object' ? (rest[0] ?? {}) : {};
    switch (verdict(host)) {
      case 'as it is':
        return lookup(host, ...rest);
      case 'loopback':
        return options.all
          ? process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }])
          : process.nextTick(callback, null, '127.0.0.1', 4);
      default:
        return process.nextTick(callback, lookupError(host, 'ENOTFOUND'));
    }
  };
  dns.promises.lookup = async (host, options) => {
    const found = verdict(host);
    if (found === 'as it is') return promised(host, options);
    if (found === 'refused') throw lookupError(host, 'ENOTFOUND');
    const address = { address: '127.0.0.1', family: 4 };
    return options?.all ? [address] : address;
  };
  return () => {
    dns.lookup = lookup;
    dns.promises.lookup = promised;
  };
}
