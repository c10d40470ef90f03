// What every conversation needs: whose text is ours, and a second look when nobody knows whether a text arrived.
import { Refusal } from '../errors.ts';
import type { Post } from '../ports.ts';
import type { Markdown } from '../report/markdown.ts';
import { hasMarker } from '../report/marker.ts';

/** Ours by its mark and by its author: a mark can be copied by anybody. */
export function findOwn(posts: readonly Post[], login: string, marker: Markdown): Post | undefined {
  return posts.find(({ author, body }) => author.toLowerCase() === login.toLowerCase() && hasMarker(body, marker));
}

/**
 * Looks and writes; once more where GitHub failed, because what was written may be there by then. `write` has to look
 * before it writes.
 */
export async function lookAndWrite(write: () => Promise<string>): Promise<string> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status < 500) throw error;
    return write();
  }
}

/** 65,536 characters are what GitHub documents; an enterprise server may take less. */
const shortBytes = 10_000;

/** Sends a text; a shorter one when GitHub does not take it whole. */
export async function sendWhatFits(
  render: (limit?: number) => Markdown,
  send: (body: Markdown) => Promise<void>,
): Promise<void> {
  try {
    await send(render());
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 422) throw error;
    await send(render(shortBytes));
  }
}
