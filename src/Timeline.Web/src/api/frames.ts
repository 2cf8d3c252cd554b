/** What a server tells at a time: Server-Sent Events (HTML, §9.2), as far as a feed uses them. */
export interface Frame { readonly id: string | null; readonly data: string | null }

/** The frames that are whole, and the text of which more is to come. */
export function framesIn(text: string): { readonly frames: readonly Frame[]; readonly rest: string } {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n');
  return { rest: blocks.at(-1)!, frames: blocks.slice(0, -1).map(frameOf) };
}

function frameOf(block: string): Frame {
  let [id, data]: [string | null, string | null] = [null, null];
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
    if (name === 'id') id = value!;
    if (name === 'data') data = data === null ? value! : `${data}\n${value}`;
  }
  return { id, data };
}
