import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * The policy of every page of Postroom. Styles inline: tiptap and React Aria place carets, columns and popovers with
 * style attributes, which have no nonce; scripts never are inline. `wasm-unsafe-eval` lets the spelling compile its
 * WebAssembly and nothing else. A mail is shown in a `srcdoc` frame, which inherits this and adds its own policy.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer of either host. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

export interface RendererAnswer {
  readonly status: 200 | 403 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The file of the built renderer that an address path names; `/` is `index.html`. Whatever the path says, by dots,
 * encodings or symbolic links, nothing outside `root` is read.
 */
export async function readRendererFile(root: string, pathname: string): Promise<RendererAnswer> {
  const relative = decodePath(pathname);
  if (relative === null) return refuse(403);
  const file = path.join(root, relative === '/' ? 'index.html' : relative);
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
    if (!realFile.startsWith(realRoot + path.sep)) return refuse(403);
    const type = types[path.extname(realFile)] ?? 'application/octet-stream';
    const body = new Uint8Array(await readFile(realFile));
    return { status: 200, headers: { ...securityHeaders, 'content-type': type, ...caching(relative) }, body };
  } catch {
    return refuse(404);
  }
}

function decodePath(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname);
    const hostile = decoded.includes('\0') || decoded.includes('\\') || decoded.split('/').includes('..');
    return hostile || !decoded.startsWith('/') ? null : decoded;
  } catch {
    return null;
  }
}

/** The build puts a hash into the names below `assets/`. */
function caching(relative: string): Readonly<Record<string, string>> {
  const forever = relative.startsWith('/assets/');
  return { 'cache-control': forever ? 'public, max-age=31536000, immutable' : 'no-cache' };
}

function refuse(status: 403 | 404): RendererAnswer {
  const text = status === 403 ? 'refused' : 'not found';
  return {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: new TextEncoder().encode(text),
  };
}
